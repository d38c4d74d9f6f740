package io.github.mondayauth.benchmarks.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.benchmarks.verify.RequestTokens;
import java.security.GeneralSecurityException;

/** The requests that monday.com would send for an action, and the replies to them. */
final class ActionRequests {
  /** The number of users in each account. */
  static final int USERS = 10;

  /** The connections of every user. */
  static final String FIRST = "github";

  static final String SECOND = "jira";

  private static final String BODY =
      "{\"payload\":{\"blockKind\":\"action\",\"blockMetadata\":null,\"inboundFieldValues\":"
          + "{\"boardId\":1234567890,\"itemId\":9876543210},\"inputFields\":"
          + "{\"boardId\":1234567890,\"itemId\":9876543210},\"recipeId\":30123456,"
          + "\"integrationId\":398765432},\"runtimeMetadata\":{\"actionUuid\":"
          + "\"8f3b8a7e0d4c4c5f9d2e6a1b7c0d9e8f\",\"triggerUuid\":\"1b7c0d9e8f8f3b8a7e0d4c4c5f9d2e6a\"}}";

  private ActionRequests() {}

  /** The user with the given index, starting at 0. */
  static MondayUser user(int index) {
    return new MondayAccount(10_000_000L + index / USERS).user(60_000_000L + index);
  }

  /** A request with a token, as it is sent over the connection. */
  static byte[] request(String token) {
    String head =
        "POST "
            + RequestTokens.ENDPOINT
            + " HTTP/1.1\r\nHost: integration.example.com\r\nAuthorization: "
            + token
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + BODY.length()
            + "\r\n\r\n";
    return (head + BODY).getBytes(US_ASCII);
  }

  /** A request of a user with a valid token. */
  static byte[] request(MondayUser user) throws GeneralSecurityException {
    return request(RequestTokens.good(user));
  }

  /** The body of the reply to a user whose two credentials have these lengths. */
  static String reply(MondayUser user, int first, int second) {
    return replyStart(user) + first + " and " + second + "\"}}";
  }

  /** The start of the reply to a user, which is the same for all subjects. */
  static String replyStart(MondayUser user) {
    return "{\"outputFields\":{\"summary\":\"user "
        + user.id()
        + " of account "
        + user.account().id()
        + ": ";
  }
}
