package io.github.mondayauth.transit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.util.Arrays;

/**
 * Maps the server's error responses to exceptions. Vault uses one status for several errors. Its
 * error text tells them apart where the remedy differs, and does not appear in the exception.
 */
final class ErrorResponse {
  private ErrorResponse() {}

  static VaultException of(String operation, String key, int status, JsonNode errors) {
    String text = errors.toString();
    if (operation.equals("decrypt") && (status == 400 || status == 500)) {
      if (contains(text, "message authentication failed")) {
        // Vault 1.5 to 1.7 do so with status 500.
        return failure(
            Reason.KEY_MISMATCH, operation, key, status, "the wrapped key was altered or moved");
      }
      if (contains(text, "disallowed by policy")) {
        return failure(
            Reason.KEY_DISABLED, operation, key, status, "this version may no longer decrypt");
      }
      if (contains(text, "version is too new", "no such key version")) {
        return failure(Reason.KEY_UNKNOWN, operation, key, status, "this version does not exist");
      }
    }
    boolean unknown = status == 400 && contains(text, "key not found", "policy not found");
    if (status == 404 || unknown) {
      return failure(Reason.KEY_UNKNOWN, operation, key, status, "no such key or mount");
    }
    if (status == 400 && operation.equals("decrypt")) {
      return failure(Reason.KEY_MISMATCH, operation, key, status, "the wrapped key is malformed");
    }
    if (status == 403) {
      return failure(
          Reason.KEY_DISABLED, operation, key, status, "the token has expired or may not do this");
    }
    return failure(Reason.KEY_UNAVAILABLE, operation, key, status, unavailable(status));
  }

  private static String unavailable(int status) {
    return switch (status) {
      case 400 -> "the key does not support this version or use";
      case 429 -> "too many requests";
      case 503 -> "sealed or in maintenance";
      case 301, 302, 303, 307, 308 ->
          "a redirect, which is not followed: use the address of the active node";
      default -> "the server failed";
    };
  }

  private static boolean contains(String text, String... phrases) {
    return Arrays.stream(phrases).anyMatch(text::contains);
  }

  private static VaultException failure(
      Reason reason, String operation, String key, int status, String found) {
    return new VaultException(
        reason,
        "transit " + operation + " of key " + key + ": " + found + " (HTTP " + status + ")");
  }
}
