package io.github.mondayauth.oauth;

/**
 * The scopes monday.com knows (developer documentation of 2026-07). A scope that appears later can
 * be named as plain text: they are strings.
 */
public final class MondayScopes {
  /** Reads the account's details. */
  public static final String ACCOUNT_READ = "account:read";

  /** Reads files. */
  public static final String ASSETS_READ = "assets:read";

  /** Reads boards and their items. */
  public static final String BOARDS_READ = "boards:read";

  /** Writes boards and their items. */
  public static final String BOARDS_WRITE = "boards:write";

  /** Reads departments. */
  public static final String DEPARTMENTS_READ = "departments:read";

  /** Writes departments. */
  public static final String DEPARTMENTS_WRITE = "departments:write";

  /** Reads docs. */
  public static final String DOCS_READ = "docs:read";

  /** Writes docs. */
  public static final String DOCS_WRITE = "docs:write";

  /** Reads the user's own profile. */
  public static final String ME_READ = "me:read";

  /** Sends notifications. */
  public static final String NOTIFICATIONS_WRITE = "notifications:write";

  /** Reads tags. */
  public static final String TAGS_READ = "tags:read";

  /** Reads teams. */
  public static final String TEAMS_READ = "teams:read";

  /** Writes teams. */
  public static final String TEAMS_WRITE = "teams:write";

  /** Reads updates and replies. */
  public static final String UPDATES_READ = "updates:read";

  /** Writes updates and replies. */
  public static final String UPDATES_WRITE = "updates:write";

  /** Reads the profiles of the account's users. */
  public static final String USERS_READ = "users:read";

  /** Writes the profiles of the account's users. */
  public static final String USERS_WRITE = "users:write";

  /** Reads webhooks. */
  public static final String WEBHOOKS_READ = "webhooks:read";

  /** Writes webhooks. */
  public static final String WEBHOOKS_WRITE = "webhooks:write";

  /** Reads workspaces. */
  public static final String WORKSPACES_READ = "workspaces:read";

  /** Writes workspaces. */
  public static final String WORKSPACES_WRITE = "workspaces:write";

  private MondayScopes() {}
}
