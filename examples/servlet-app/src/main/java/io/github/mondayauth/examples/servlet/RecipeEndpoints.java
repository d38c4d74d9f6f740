package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.CredentialsValues.UserCredentials;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Reply;
import io.github.mondayauth.Secret;
import io.github.mondayauth.ShortLivedToken;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints of the app's recipes: an action, a trigger, and their fields. */
final class RecipeEndpoints {
  private static final Logger LOG = LoggerFactory.getLogger(RecipeEndpoints.class);

  private final ServiceClients services;
  private final TokenVault vault;
  private final String trackerTitle;
  private final RecentRuns recentRuns = new RecentRuns();

  RecipeEndpoints(ServiceClients services, TokenVault vault, String trackerTitle) {
    this.services = services;
    this.vault = vault;
    this.trackerTitle = trackerTitle;
  }

  /** A custom action's run URL: calls the services on behalf of the user who added the recipe. */
  Object run(BlockRequest request) throws IOException {
    return recentRuns.once(request, () -> summary(request.user()));
  }

  private Object summary(MondayUser user) throws IOException {
    String name = services.mondayName(user);
    String login = services.trackerLogin(user);
    String writes =
        services.mailerLogin(user).map(mailer -> " and sends mail as " + mailer).orElse("");
    return Map.of("outputFields", Map.of("summary", name + " tracks issues as " + login + writes));
  }

  /**
   * The run URL of a workflow block that needs no connection of this app: monday.com sends its own
   * short-lived token and the credential that the user has chosen in the block.
   */
  Object block(BlockRequest request) throws IOException {
    ShortLivedToken monday = request.claims().shortLivedToken();
    UserCredentials tracker = request.credentials().find(ServiceClients.TRACKER);
    if (monday == null || tracker == null) {
      return Reply.notifyUser(
          "No credential", "Open the automation and choose a credential for " + trackerTitle + ".");
    }
    Optional<String> login = services.trackerLogin(tracker.accessToken());
    if (login.isEmpty()) {
      return Reply.notifyUser(
          "Credential refused",
          "The credential is not valid at "
              + trackerTitle
              + ". Open the automation and choose another one.");
    }
    String name = services.mondayName(monday.secret());
    return Map.of("outputFields", Map.of("summary", name + " tracks issues as " + login.get()));
  }

  /** A dropdown field's remote options URL. */
  Object options(BlockRequest request) throws IOException {
    String login = services.trackerLogin(request.user());
    return List.of(Map.of("title", "Issues of " + login, "value", login));
  }

  /** An item mapping's remote field definitions URL. */
  Object fields(BlockRequest request) {
    return List.of(
        Map.of("id", "title", "title", "Title", "outboundType", "text"),
        Map.of("id", "open", "title", "Is open", "outboundType", "boolean"));
  }

  /**
   * A custom trigger's subscribe URL. Anyone who knows {@code webhookUrl} can fire the trigger, so
   * it is stored in the vault. An uninstall deletes it with all other records of the account.
   */
  Object subscribe(BlockRequest request) throws IOException {
    String webhookUrl = request.payload().path("webhookUrl").asText();
    if (webhookUrl.isBlank()) {
      return Reply.json(400, "{\"error\":\"Expected payload.webhookUrl\"}");
    }
    services.trackerLogin(request.user());
    String webhookId = UUID.randomUUID().toString();
    vault.put(request.user(), name(webhookId), Secret.of(webhookUrl));
    return Map.of("webhookId", webhookId);
  }

  /**
   * A custom trigger's unsubscribe URL. It always replies with 200: with any other status,
   * monday.com does not let the user delete the recipe.
   */
  Object unsubscribe(BlockRequest request) {
    try {
      vault.remove(request.user(), name(request.payload().path("webhookId").asText()));
    } catch (MondayAuthException | IllegalArgumentException e) {
      LOG.warn("Could not remove the subscription: {}", e.getMessage());
    }
    return Map.of();
  }

  private static String name(String webhookId) {
    return "trigger " + webhookId;
  }
}
