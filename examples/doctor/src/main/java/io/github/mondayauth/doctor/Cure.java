package io.github.mondayauth.doctor;

import io.github.mondayauth.TokenRejectedException.Reason;

/** What usually helps, for each reason. */
final class Cure {
  private Cure() {}

  static String of(Reason reason) {
    return switch (reason) {
      case MISSING -> "Pass the header or parameter; a proxy may have dropped it.";
      case TOO_LARGE -> "Not monday.com's: its tokens have under 1,500 characters.";
      case MALFORMED -> "Pass the value unchanged and whole.";
      case ALGORITHM -> "Not monday.com's: its tokens are signed under HS256.";
      case HEADER -> "Not monday.com's: the header names a key, a content type or an extension.";
      case SIGNATURE -> "Compare both secrets with the Developer Center's, of this very app.";
      case EXPIRED, NOT_YET_VALID -> "Take a fresh token, and set this machine's clock.";
      case AUDIENCE -> "Make base URI and endpoint the URL configured in the Developer Center.";
      case WRONG_KIND -> "Give it to the verifier of its kind: try another --kind.";
      case CLAIMS -> "A claim is missing or of a form monday.com does not use.";
      case BACK_TO_URL -> "Not monday.com's: it sends users back to itself only.";
      case APP -> "Compare the client id with the Developer Center's.";
      case BODY -> "Pass the body as it arrived.";
      case UNPROVEN -> "The uninstall's token names no app: delete nothing.";
    };
  }
}
