package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.connector.OAuthSpec;
import java.net.URI;
import java.time.Duration;

/**
 * Authorization servers of well-known services, for {@link Connector#oauth(String, OAuthServer,
 * String, io.github.mondayauth.Secret)}. Each is data: what the linked documentation says, and how
 * the service differs from it. Change any of it with the methods of {@link OAuthServer}.
 *
 * <p>A server looks up the name of the connected account where it can be read with the scopes that
 * its javadoc names; without them, the account has no name. Thread-safe.
 */
public final class Providers {
  /** The refresh token stays the same, or earlier ones stay valid. */
  private static final Duration ALWAYS = OAuthSpec.HUNDRED_YEARS;

  private Providers() {}

  /**
   * Airtable. Refresh tokens last for 60 days and rotate. Airtable has no revocation.
   *
   * @see <a href="https://airtable.com/developers/web/api/oauth-reference">Airtable's
   *     documentation</a>
   * @return the server; the scope {@code user.email:read} shows the account's email address
   */
  public static OAuthServer airtable() {
    return server(
            "Airtable",
            "https://airtable.com/oauth2/v1/authorize",
            "https://airtable.com/oauth2/v1/token")
        .clientSecretBasic()
        .refreshTokenLifetime("refresh_expires_in")
        .refreshTokenLifetime(Duration.ofDays(60))
        .settingsPage(URI.create("https://airtable.com/account"))
        .accountLabel(ServiceRequest.get("https://api.airtable.com/v0/meta/whoami"), "email", "id");
  }

  /**
   * Asana. Refresh tokens do not expire, and only they can be revoked.
   *
   * @see <a href="https://developers.asana.com/docs/oauth">Asana's documentation</a>
   * @return the server; credentials have the attribute {@code data.gid}
   */
  public static OAuthServer asana() {
    return server(
            "Asana",
            "https://app.asana.com/-/oauth_authorize",
            "https://app.asana.com/-/oauth_token")
        .revocationEndpoint(URI.create("https://app.asana.com/-/oauth_revoke"))
        .revokesRefreshTokens()
        .refreshTokenReuse(ALWAYS)
        .keepField("data.gid")
        .accountLabel("data.email", "data.name");
  }

  /**
   * Jira and Confluence in Atlassian's cloud (OAuth 2.0, 3LO). A consent joins the user's earlier
   * ones for the same app, and may cover several sites. Refresh tokens last for 90 days and rotate.
   * Atlassian has no revocation.
   *
   * @see <a
   *     href="https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/">Atlassian's
   *     documentation</a>
   * @return the server; credentials have the attributes {@code sites}, a JSON array of the sites
   *     with their {@code id} and {@code url}, and, if there is only one, its {@code cloud_id} and
   *     {@code site_url}; the scope {@code read:me} shows the account's email address
   */
  public static OAuthServer atlassian() {
    ServiceRequest sites =
        ServiceRequest.get("https://api.atlassian.com/oauth/token/accessible-resources");
    return server(
            "Atlassian",
            "https://auth.atlassian.com/authorize",
            "https://auth.atlassian.com/oauth/token")
        .parameter("audience", "api.atlassian.com")
        .parameter("prompt", "consent")
        .addScopes("offline_access")
        .grantEndedBy(403, "error_description", "refresh_token is invalid")
        .clientRefusedBy(401, "error", "access_denied")
        .clientRefusedBy(403, "error", "access_denied")
        .refreshTokenLifetime(Duration.ofDays(90))
        .settingsPage(URI.create("https://id.atlassian.com/manage-profile/apps"))
        .accountLabel(ServiceRequest.get("https://api.atlassian.com/me"), "email", "name")
        .lookUp(sites, "sites", "")
        .lookUp(sites, "cloud_id", "*.id")
        .lookUp(sites, "site_url", "*.url")
        .accountLabel(sites, "*.name");
  }

  /**
   * Box. Refresh tokens last for 60 days and rotate.
   *
   * @see <a href="https://developer.box.com/guides/authentication/oauth2/">Box's documentation</a>
   * @return the server
   */
  public static OAuthServer box() {
    return server(
            "Box",
            "https://account.box.com/api/oauth2/authorize",
            "https://api.box.com/oauth2/token")
        .revocationEndpoint(URI.create("https://api.box.com/oauth2/revoke"))
        .refreshTokenLifetime(Duration.ofDays(60))
        .accountLabel(ServiceRequest.get("https://api.box.com/2.0/users/me"), "login");
  }

  /**
   * Calendly. Refresh tokens are valid until they are used, and rotate.
   *
   * @see <a
   *     href="https://developer.calendly.com/how-to-access-calendly-data-on-behalf-of-authenticated-users">Calendly's
   *     documentation</a>
   * @return the server; credentials have the attributes {@code owner} and {@code organization}
   */
  public static OAuthServer calendly() {
    return server(
            "Calendly",
            "https://auth.calendly.com/oauth/authorize",
            "https://auth.calendly.com/oauth/token")
        .clientSecretBasic()
        .revocation(
            ServiceRequest.post("https://auth.calendly.com/oauth/revoke")
                .withoutAuthorization()
                .form("client_id", "{client_id}")
                .form("client_secret", "{client_secret}")
                .form("token", "{token}"))
        .keepField("owner")
        .keepField("organization")
        .accountLabel(ServiceRequest.get("https://api.calendly.com/users/me"), "resource.email");
  }

  /**
   * Discord. Revoking a token ends all of the user's tokens for the app.
   *
   * @see <a href="https://discord.com/developers/docs/topics/oauth2">Discord's documentation</a>
   * @return the server; credentials of an installed bot have the attribute {@code guild_id}; the
   *     scope {@code identify} shows the account's name
   */
  public static OAuthServer discord() {
    return server(
            "Discord",
            "https://discord.com/oauth2/authorize",
            "https://discord.com/api/oauth2/token")
        .clientSecretBasic()
        .revocationEndpoint(URI.create("https://discord.com/api/oauth2/token/revoke"))
        .revokesRefreshTokens()
        .keepCallbackParameter("guild_id")
        .accountLabel(ServiceRequest.get("https://discord.com/api/users/@me"), "username");
  }

  /**
   * DocuSign in production. Refresh tokens last for 30 days and rotate. DocuSign words a wrong
   * client secret like an ended grant; the library therefore tries an ended grant again after an
   * hour and after a day.
   *
   * @see <a href="https://developers.docusign.com/platform/auth/authcode/">DocuSign's
   *     documentation</a>
   * @return the server; credentials have the attributes {@code account_id} and {@code base_uri} of
   *     the user's default account, and {@code accounts}, a JSON array of all
   */
  public static OAuthServer docuSign() {
    return docuSign("https://account.docusign.com/oauth");
  }

  /**
   * DocuSign's developer environment; otherwise as {@link #docuSign}.
   *
   * @return the server
   */
  public static OAuthServer docuSignDemo() {
    return docuSign("https://account-d.docusign.com/oauth");
  }

  private static OAuthServer docuSign(String base) {
    ServiceRequest user = ServiceRequest.get(base + "/userinfo");
    return server("DocuSign", base + "/auth", base + "/token")
        .clientSecretBasic()
        .addScopes("extended")
        .refreshTokenLifetime(Duration.ofDays(30))
        .lookUp(user, "account_id", "accounts.*is_default.account_id")
        .lookUp(user, "base_uri", "accounts.*is_default.base_uri")
        .lookUp(user, "accounts", "accounts")
        .accountLabel(user, "email");
  }

  /**
   * Dropbox. Refresh tokens do not expire. Revoking an access token ends the whole grant.
   *
   * @see <a href="https://developers.dropbox.com/oauth-guide">Dropbox's documentation</a>
   * @return the server; credentials have the attribute {@code account_id}; the scope {@code
   *     account_info.read} shows the account's email address
   */
  public static OAuthServer dropbox() {
    return server(
            "Dropbox",
            "https://www.dropbox.com/oauth2/authorize",
            "https://api.dropboxapi.com/oauth2/token")
        .parameter("token_access_type", "offline")
        .revokesAccessTokens()
        .revocation(ServiceRequest.post("https://api.dropboxapi.com/2/auth/token/revoke"))
        .refreshTokenReuse(ALWAYS)
        .keepField("account_id")
        .accountLabel(
            ServiceRequest.post("https://api.dropboxapi.com/2/users/get_current_account"), "email");
  }

  /**
   * Figma. Access tokens last for 90 days, and the refresh token stays the same. Figma has no
   * revocation.
   *
   * @see <a href="https://developers.figma.com/docs/rest-api/authentication/">Figma's
   *     documentation</a>
   * @return the server; credentials have the attribute {@code user_id_string}; the scope {@code
   *     current_user:read} shows the account's email address
   */
  public static OAuthServer figma() {
    return server("Figma", "https://www.figma.com/oauth", "https://api.figma.com/v1/oauth/token")
        .refreshEndpoint(URI.create("https://api.figma.com/v1/oauth/refresh"))
        .clientSecretBasic()
        .scopeSeparator(",")
        .refreshTokenReuse(ALWAYS)
        .settingsPage(URI.create("https://www.figma.com/settings"))
        .keepField("user_id_string")
        .accountLabel(ServiceRequest.get("https://api.figma.com/v1/me"), "email");
  }

  /**
   * GitHub: OAuth apps, whose tokens do not expire, and GitHub Apps, whose refresh tokens last for
   * six months and rotate.
   *
   * @see <a
   *     href="https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps">GitHub's
   *     documentation</a>
   * @return the server; credentials of an installed GitHub App have the attribute {@code
   *     installation_id}
   */
  public static OAuthServer gitHub() {
    return server(
            "GitHub",
            "https://github.com/login/oauth/authorize",
            "https://github.com/login/oauth/access_token")
        .scopeIncludes("repo", "repo:status", "repo_deployment", "public_repo", "repo:invite")
        .scopeIncludes("repo", "security_events")
        .scopeIncludes("user", "read:user", "user:email", "user:follow")
        .scopeIncludes("admin:*", "write:*", "read:*")
        .scopeIncludes("write:*", "read:*")
        .scopeIncludes("project", "read:project")
        .keepCallbackParameter("installation_id")
        .refreshTokenLifetime("refresh_token_expires_in")
        .revokesAccessTokens()
        .revocation(
            ServiceRequest.delete("https://api.github.com/applications/{client_id}/token")
                .clientSecretBasic()
                .json("access_token", "{token}"))
        .accountLabel(ServiceRequest.get("https://api.github.com/user"), "login");
  }

  /**
   * GitLab.com. Refresh tokens are valid until they are used, and rotate.
   *
   * @see <a href="https://docs.gitlab.com/api/oauth2/">GitLab's documentation</a>
   * @return the server; the scope {@code read_user} shows the account's name
   */
  public static OAuthServer gitLab() {
    return server("GitLab", "https://gitlab.com/oauth/authorize", "https://gitlab.com/oauth/token")
        .revocationEndpoint(URI.create("https://gitlab.com/oauth/revoke"))
        .accountLabel(ServiceRequest.get("https://gitlab.com/api/v4/user"), "username");
  }

  /**
   * GitLab on hosts of customers; otherwise as {@link #gitLab()}. An application is registered on
   * each host: see {@link OAuthConnector#clientOn}.
   *
   * @param hosts the hosts, as for {@link OAuthServer#perHost}
   * @return the server
   * @throws IllegalArgumentException if a host is malformed, or there is none
   */
  public static OAuthServer gitLab(String... hosts) {
    return OAuthServer.perHost("/oauth/authorize", "/oauth/token", hosts)
        .title("GitLab")
        .revocationEndpoint(URI.create("/oauth/revoke"))
        .accountLabel(ServiceRequest.get("https://{host}/api/v4/user"), "username");
  }

  /**
   * Google. The refresh token stays the same. It ends after six months without use, after a week
   * while the app is in testing, and when the user has connected the app a hundred times since.
   * Revoking any token ends the whole grant.
   *
   * @see <a href="https://developers.google.com/identity/protocols/oauth2/web-server">Google's
   *     documentation</a>
   * @return the server; the scopes {@code openid email} show the account's email address
   */
  public static OAuthServer google() {
    String scopes = "https://www.googleapis.com/auth/userinfo.";
    return server(
            "Google",
            "https://accounts.google.com/o/oauth2/v2/auth",
            "https://oauth2.googleapis.com/token")
        .parameter("access_type", "offline")
        .parameter("prompt", "consent")
        .scopeIncludes(scopes + "email", "email")
        .scopeIncludes(scopes + "profile", "profile")
        .revokesRefreshTokens()
        .revocation(
            ServiceRequest.post("https://oauth2.googleapis.com/revoke")
                .withoutAuthorization()
                .form("token", "{token}"))
        .refreshTokenLifetime("refresh_token_expires_in")
        .refreshTokenLifetime(Duration.ofDays(180))
        .refreshTokenReuse(ALWAYS)
        .accountLabel(
            ServiceRequest.get("https://openidconnect.googleapis.com/v1/userinfo"), "email");
  }

  /**
   * HubSpot. Refresh tokens are valid until the app is uninstalled.
   *
   * @see <a
   *     href="https://developers.hubspot.com/docs/api-reference/2026-03/authentication/oauth-tokens">HubSpot's
   *     documentation</a>
   * @return the server
   */
  public static OAuthServer hubSpot() {
    return server(
            "HubSpot",
            "https://app.hubspot.com/oauth/authorize",
            "https://api.hubapi.com/oauth/2026-03/token")
        .revocationEndpoint(URI.create("https://api.hubapi.com/oauth/2026-03/token/revoke"))
        .revokesRefreshTokens()
        .grantEndedBy(400, "status", "BAD_REFRESH_TOKEN")
        .refreshTokenReuse(ALWAYS)
        .accountLabel(
            ServiceRequest.get("https://api.hubapi.com/account-info/v3/details"), "portalId");
  }

  /**
   * Linear. Access tokens last for a day, and refresh tokens rotate. Linear refuses the scope
   * {@code offline_access}.
   *
   * @see <a href="https://linear.app/developers/oauth-2-0-authentication">Linear's
   *     documentation</a>
   * @return the server
   */
  public static OAuthServer linear() {
    return server(
            "Linear", "https://linear.app/oauth/authorize", "https://api.linear.app/oauth/token")
        .scopeSeparator(",")
        .revocationEndpoint(URI.create("https://api.linear.app/oauth/revoke"))
        .revokesAccessTokens()
        .accountLabel(
            ServiceRequest.post("https://api.linear.app/graphql")
                .json("query", "{ viewer { email } organization { name } }"),
            "data.viewer.email",
            "data.organization.name");
  }

  /**
   * Microsoft Entra ID, for Microsoft Graph and other APIs. Refresh tokens last for 90 days without
   * use; earlier ones stay valid. A client secret ends after two years at most. Microsoft has no
   * revocation.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow">Microsoft's
   *     documentation</a>
   * @param tenant {@code common}, {@code organizations}, {@code consumers}, or the id or domain of
   *     one tenant
   * @return the server; the scope {@code User.Read} shows the account's name
   * @throws IllegalArgumentException if the tenant is malformed
   */
  public static OAuthServer microsoft(String tenant) {
    if (!tenant.matches("[A-Za-z0-9.-]{1,100}")) {
      throw new IllegalArgumentException(
          "a tenant: expected common, organizations, consumers, an id or a domain, found "
              + tenant);
    }
    String base = "https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0";
    return server("Microsoft", base + "/authorize", base + "/token")
        .addScopes("offline_access")
        .ignoreGrantedScopes()
        .grantEndedBy(400, "error", "interaction_required")
        .grantEndedBy(400, "error", "consent_required")
        .grantEndedBy(400, "error", "login_required")
        .refreshTokenLifetime(Duration.ofDays(90))
        .refreshTokenReuse(ALWAYS)
        .settingsPage(URI.create("https://myapps.microsoft.com"))
        .accountLabel(
            ServiceRequest.get("https://graph.microsoft.com/v1.0/me"), "userPrincipalName");
  }

  /**
   * Notion. Responses name no lifetime, so that access tokens are refreshed only when the
   * application reports that Notion refused one. Scopes are set in the connection's settings.
   *
   * @see <a href="https://developers.notion.com/reference/create-a-token">Notion's
   *     documentation</a>
   * @return the server; credentials have the attributes {@code bot_id}, {@code workspace_id} and
   *     {@code duplicated_template_id}
   */
  public static OAuthServer notion() {
    return server(
            "Notion",
            "https://api.notion.com/v1/oauth/authorize",
            "https://api.notion.com/v1/oauth/token")
        .parameter("owner", "user")
        .clientSecretBasic()
        .jsonTokenRequests()
        .revokesAccessTokens()
        .revocation(
            ServiceRequest.post("https://api.notion.com/v1/oauth/revoke")
                .clientSecretBasic()
                .json("token", "{token}"))
        .grantEndedBy(400, "code", "invalid_grant")
        .keepField("bot_id")
        .keepField("workspace_id")
        .keepField("duplicated_template_id")
        .accountLabel("workspace_name", "owner.user.name");
  }

  /**
   * Pipedrive. Refresh tokens last for 60 days without use. Scopes are set in the app's settings.
   *
   * @see <a href="https://pipedrive.readme.io/docs/marketplace-oauth-authorization">Pipedrive's
   *     documentation</a>
   * @return the server; credentials have the attribute {@code api_domain}, the base address of the
   *     company's API
   */
  public static OAuthServer pipedrive() {
    return server(
            "Pipedrive",
            "https://oauth.pipedrive.com/oauth/authorize",
            "https://oauth.pipedrive.com/oauth/token")
        .clientSecretBasic()
        .revocationEndpoint(URI.create("https://oauth.pipedrive.com/oauth/revoke"))
        .refreshTokenLifetime(Duration.ofDays(60))
        .keepAddress("api_domain", "*.pipedrive.com")
        .accountLabel(
            ServiceRequest.get("{api_domain}/api/v1/users/me"), "data.email", "data.name");
  }

  /**
   * QuickBooks Online. The refresh token changes about once a day; the one before stays valid for a
   * day. It lasts for about 100 days without use, and five years in all.
   *
   * @see <a
   *     href="https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0">Intuit's
   *     documentation</a>
   * @return the server; credentials have the attribute {@code realmId}, the company's id
   */
  public static OAuthServer quickBooks() {
    return server(
            "QuickBooks",
            "https://appcenter.intuit.com/connect/oauth2",
            "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer")
        .clientSecretBasic()
        .requireCallbackParameter("realmId")
        .refreshTokenLifetime("x_refresh_token_expires_in")
        .refreshTokenReuse(Duration.ofDays(1))
        .revokesRefreshTokens()
        .revocation(
            ServiceRequest.post("https://developer.api.intuit.com/v2/oauth2/tokens/revoke")
                .clientSecretBasic()
                .json("token", "{token}"))
        .accountLabel(
            ServiceRequest.get(
                "https://quickbooks.api.intuit.com/v3/company/{realmId}/companyinfo/{realmId}"),
            "CompanyInfo.CompanyName");
  }

  /**
   * Salesforce. The user chooses between production and a sandbox. Token responses name no
   * lifetime: two hours are assumed, Salesforce's default for a session, which an org can change.
   * For customers who log in at a domain of their own, use {@link OAuthServer#perHost} with the
   * same paths.
   *
   * @see <a
   *     href="https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm">Salesforce's
   *     documentation</a>
   * @return the server; credentials have the attributes {@code instance_url}, the base address of
   *     the org's API, and {@code id}
   */
  public static OAuthServer salesforce() {
    return OAuthServer.perRegion(
            "https://{region}.salesforce.com/services/oauth2/authorize",
            "https://{region}.salesforce.com/services/oauth2/token")
        .region("production", "Production", "login")
        .region("sandbox", "Sandbox", "test")
        .title("Salesforce")
        .addScopes("refresh_token")
        .assumedLifetime(Duration.ofHours(2))
        .unavailableBy(400, "error_description", "inactive organization")
        .unavailableBy(400, "error_description", "ip restricted")
        .revocationEndpoint(URI.create("/services/oauth2/revoke"))
        .revokesRefreshTokens()
        .keepAddress(
            "instance_url",
            "*.salesforce.com",
            "*.my.salesforce.com",
            "*.sandbox.my.salesforce.com",
            "*.develop.my.salesforce.com",
            "*.scratch.my.salesforce.com")
        .keepField("id")
        .accountLabel(
            ServiceRequest.get("{instance_url}/services/oauth2/userinfo"),
            "preferred_username",
            "email");
  }

  /**
   * Shopify. The user enters the shop's address, which ends with {@code .myshopify.com}. Requests
   * access tokens that expire, whose refresh tokens last for 90 days; a used one stays valid until
   * its successor is used.
   *
   * @see <a
   *     href="https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant">Shopify's
   *     documentation</a>
   * @return the server; credentials have the attributes {@code host}, the shop's, and {@code
   *     api_url}
   */
  public static OAuthServer shopify() {
    return OAuthServer.perHost(
            "/admin/oauth/authorize", "/admin/oauth/access_token", "*.myshopify.com")
        .title("Shopify")
        .scopeSeparator(",")
        .scopeIncludes("write_*", "read_*")
        .codeParameter("expiring", "1")
        .requireCallbackHost("shop")
        .requireCallbackHmac("hmac")
        .grantEndedBy(401, "error_description", "This request requires an active refresh_token")
        .refreshTokenLifetime("refresh_token_expires_in")
        .refreshTokenReuse(Duration.ofDays(30))
        .attribute("api_url", "https://{host}/admin/api")
        .revokesAccessTokens()
        .revocation(
            ServiceRequest.delete("https://{host}/admin/api_permissions/current.json")
                .withoutAuthorization()
                .header("X-Shopify-Access-Token", "{token}"));
  }

  /**
   * Slack, with the token of a bot. Refresh tokens exist if token rotation is switched on in the
   * app's settings. Request the scopes of the bot.
   *
   * @see <a href="https://docs.slack.dev/reference/methods/oauth.v2.access">Slack's
   *     documentation</a>
   * @return the server; credentials have the attributes {@code team.id}, {@code enterprise.id},
   *     {@code app_id}, {@code bot_user_id} and {@code authed_user.id}, and those of an incoming
   *     webhook: {@code incoming_webhook.url} and {@code incoming_webhook.channel_id}
   */
  public static OAuthServer slack() {
    return slack("bot")
        .keepField("bot_user_id")
        .keepField("incoming_webhook.url")
        .keepField("incoming_webhook.channel_id");
  }

  /**
   * Slack, with the token of a user; otherwise as {@link #slack}. Request the scopes of the user.
   *
   * @return the server; credentials have the attributes {@code team.id}, {@code enterprise.id},
   *     {@code app_id} and {@code authed_user.id}
   */
  public static OAuthServer slackUser() {
    return slack("user").scopeParameter("user_scope").tokensIn("authed_user");
  }

  private static OAuthServer slack(String tokenType) {
    return server(
            "Slack",
            "https://slack.com/oauth/v2/authorize",
            "https://slack.com/api/oauth.v2.access")
        .clientSecretBasic()
        .scopeSeparator(",")
        .allowTokenType(tokenType)
        .clientRefusedBy(200, "error", "bad_redirect_uri")
        .clientRefusedBy(200, "error", "invalid_grant_type")
        .unavailableBy(200, "error", "internal_error")
        .unavailableBy(200, "error", "fatal_error")
        .unavailableBy(200, "error", "service_unavailable")
        .unavailableBy(200, "error", "request_timeout")
        .unavailableBy(200, "error", "team_added_to_org")
        .unavailableBy(200, "error", "org_login_required")
        .revokesAccessTokens()
        .revocation(
            ServiceRequest.post("https://slack.com/api/auth.revoke").successField("ok", "true"))
        .keepField("team.id")
        .keepField("enterprise.id")
        .keepField("app_id")
        .keepField("authed_user.id")
        .accountLabel("team.name", "enterprise.name");
  }

  /**
   * Stripe Connect, for standard accounts. The client secret is the platform's secret API key of
   * the same mode. Access tokens do not expire.
   *
   * @see <a href="https://docs.stripe.com/connect/oauth-reference">Stripe's documentation</a>
   * @return the server; credentials have the attributes {@code stripe_user_id}, {@code
   *     stripe_publishable_key} and {@code livemode}
   */
  public static OAuthServer stripe() {
    return server(
            "Stripe",
            "https://connect.stripe.com/oauth/authorize",
            "https://connect.stripe.com/oauth/token")
        .addScopes("read_write")
        .revokesAccessTokens()
        .revocation(
            ServiceRequest.post("https://connect.stripe.com/oauth/deauthorize")
                .withoutAuthorization()
                .header("Authorization", "Bearer {client_secret}")
                .form("client_id", "{client_id}")
                .form("stripe_user_id", "{stripe_user_id}"))
        .refreshTokenReuse(ALWAYS)
        .keepField("stripe_user_id")
        .keepField("stripe_publishable_key")
        .keepField("livemode")
        .accountLabel("stripe_user_id");
  }

  /**
   * Xero. Refresh tokens last for 60 days and rotate; a used one may be sent again for 30 minutes.
   * Revoking one disconnects all of the user's organizations.
   *
   * @see <a href="https://developer.xero.com/documentation/guides/oauth2/auth-flow/">Xero's
   *     documentation</a>
   * @return the server; credentials have the attributes {@code tenants}, a JSON array of the
   *     connected organizations, and, if there is only one, its {@code tenant_id}
   */
  public static OAuthServer xero() {
    ServiceRequest tenants = ServiceRequest.get("https://api.xero.com/connections");
    return server(
            "Xero",
            "https://login.xero.com/identity/connect/authorize",
            "https://identity.xero.com/connect/token")
        .clientSecretBasic()
        .addScopes("offline_access")
        .revocationEndpoint(URI.create("https://identity.xero.com/connect/revocation"))
        .revokesRefreshTokens()
        .refreshTokenLifetime(Duration.ofDays(60))
        .refreshTokenReuse(Duration.ofMinutes(30))
        .lookUp(tenants, "tenants", "")
        .lookUp(tenants, "tenant_id", "*.tenantId")
        .accountLabel(tenants, "*.tenantName");
  }

  /**
   * Zendesk. The user enters the address of their company's account, which ends with {@code
   * .zendesk.com}. Zendesk issues a global OAuth client on request; with a client of one account,
   * call {@link OAuthConnector#clientOn}. A refresh ends the access token before it at once.
   *
   * @see <a
   *     href="https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/">Zendesk's
   *     documentation</a>
   * @return the server; credentials have the attributes {@code host}, the account's, and {@code
   *     api_url}
   */
  public static OAuthServer zendesk() {
    return OAuthServer.perHost("/oauth/authorizations/new", "/oauth/tokens", "*.zendesk.com")
        .title("Zendesk")
        .refreshTokenLifetime("refresh_token_expires_in")
        .refreshTokenLifetime(Duration.ofDays(30))
        .attribute("api_url", "https://{host}/api/v2")
        .revokesAccessTokens()
        .revocation(ServiceRequest.delete("https://{host}/api/v2/oauth/tokens/current.json"))
        .accountLabel(ServiceRequest.get("https://{host}/api/v2/users/me.json"), "user.email");
  }

  /**
   * Zoom. Refresh tokens last for about 90 days and rotate. Scopes are set in the app's settings.
   *
   * @see <a href="https://developers.zoom.us/docs/integrations/oauth/">Zoom's documentation</a>
   * @return the server; credentials have the attribute {@code api_url}, the base address of the API
   */
  public static OAuthServer zoom() {
    return server("Zoom", "https://zoom.us/oauth/authorize", "https://zoom.us/oauth/token")
        .clientSecretBasic()
        .revocationEndpoint(URI.create("https://zoom.us/oauth/revoke"))
        .revokesAccessTokens()
        .refreshTokenLifetime(Duration.ofDays(90))
        .keepAddress("api_url", "*.zoom.us")
        .accountLabel(ServiceRequest.get("https://api.zoom.us/v2/users/me"), "email");
  }

  private static OAuthServer server(String title, String authorization, String token) {
    return OAuthServer.of(URI.create(authorization), URI.create(token)).title(title);
  }
}
