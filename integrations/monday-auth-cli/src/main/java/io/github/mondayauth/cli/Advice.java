package io.github.mondayauth.cli;

import io.github.mondayauth.TokenRejectedException.Reason;

/** What to do about each reason for a refusal. */
final class Advice {
  private Advice() {}

  static String of(Reason reason) {
    return switch (reason) {
      case MISSING -> "Pass the header or parameter. A proxy may have removed it.";
      case TOO_LARGE ->
          "This is not from monday.com, whose tokens have fewer than 1,500 characters.";
      case MALFORMED -> "Pass the complete value unchanged.";
      case ALGORITHM -> "This is not from monday.com, whose tokens are signed with HS256.";
      case HEADER ->
          "This is not from monday.com: the header names a key, a content type or an extension.";
      case SIGNATURE ->
          "Compare both secrets with those that the Developer Center shows for this app, or the agent's"
              + " with the one that monday.com returned.";
      case EXPIRED, NOT_YET_VALID -> "Use a new token, and check this computer's clock.";
      case AUDIENCE ->
          "The base URI and the endpoint together must be the URL that the Developer Center shows.";
      case WRONG_KIND -> "Use the verifier for this kind of token: try another --kind.";
      case CLAIMS -> "This is not from monday.com: a claim is missing or malformed.";
      case BACK_TO_URL ->
          "This is not from monday.com, whose backToUrl always leads to monday.com.";
      case APP -> "Compare the client id with the one that the Developer Center shows.";
      case BODY -> "Pass the body exactly as it was received.";
    };
  }
}
