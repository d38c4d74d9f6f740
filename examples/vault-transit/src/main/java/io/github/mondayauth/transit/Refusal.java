package io.github.mondayauth.transit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.util.Arrays;

/**
 * What the server's refusals mean. Vault says several things with one status; where they differ for
 * whoever has to mend it, its own words tell them apart, and are not passed on.
 */
final class Refusal {
  private Refusal() {}

  static VaultException of(String operation, String key, int status, JsonNode errors) {
    String text = errors.toString();
    if (operation.equals("decrypt") && (status == 400 || status == 500)) {
      if (says(text, "message authentication failed")) {
        // Vault 1.5 to 1.7 say so with 500.
        return trouble(Reason.KEY_MISMATCH, operation, key, status, "altered, or moved here");
      }
      if (says(text, "disallowed by policy")) {
        return trouble(
            Reason.KEY_DISABLED, operation, key, status, "its version may not decrypt any more");
      }
      if (says(text, "version is too new", "no such key version")) {
        return trouble(Reason.KEY_UNKNOWN, operation, key, status, "its version does not exist");
      }
    }
    boolean unknown = status == 400 && says(text, "key not found", "policy not found");
    if (status == 404 || unknown) {
      return trouble(Reason.KEY_UNKNOWN, operation, key, status, "no such key, or no such mount");
    }
    if (status == 400 && operation.equals("decrypt")) {
      return trouble(Reason.KEY_MISMATCH, operation, key, status, "not what was wrapped");
    }
    if (status == 403) {
      return trouble(
          Reason.KEY_DISABLED, operation, key, status, "the token expired or may not do this");
    }
    return trouble(Reason.KEY_UNAVAILABLE, operation, key, status, unavailable(status));
  }

  private static String unavailable(int status) {
    return switch (status) {
      case 400 -> "the key does not take this version or this way of use";
      case 429 -> "too many requests";
      case 503 -> "sealed, or in maintenance";
      case 301, 302, 303, 307, 308 -> "a redirect, which is not followed: address the active node";
      default -> "the server failed";
    };
  }

  private static boolean says(String text, String... phrases) {
    return Arrays.stream(phrases).anyMatch(text::contains);
  }

  private static VaultException trouble(
      Reason reason, String operation, String key, int status, String found) {
    return new VaultException(
        reason,
        "transit " + operation + " of key " + key + ": " + found + " (HTTP " + status + ")");
  }
}
