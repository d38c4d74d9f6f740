package io.github.mondayauth.examples.servlet;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints of the app's recipes: an action, a trigger, and their fields. */
final class RecipeEndpoints {
  private static final Logger LOG = LoggerFactory.getLogger(RecipeEndpoints.class);

  private final ServiceClients services;
  private final TokenVault vault;

  RecipeEndpoints(ServiceClients services, TokenVault vault) {
    this.services = services;
    this.vault = vault;
  }

  /** A custom action's run URL: calls the services on behalf of the user who added the recipe. */
  Object run(RequestClaims claims, JsonNode payload) throws IOException {
    String name = services.mondayName(claims.user());
    String login = services.trackerLogin(claims.user());
    String writes =
        services.mailerLogin(claims.user()).map(mailer -> " and writes as " + mailer).orElse("");
    return Map.of("outputFields", Map.of("summary", name + " works as " + login + writes));
  }

  /** A dropdown field's remote options URL. */
  Object options(RequestClaims claims, JsonNode payload) throws IOException {
    String login = services.trackerLogin(claims.user());
    return List.of(Map.of("title", "Issues of " + login, "value", login));
  }

  /** An item mapping's remote field definitions URL. */
  Object fields(RequestClaims claims, JsonNode payload) {
    return List.of(
        Map.of("id", "title", "title", "Title", "outboundType", "text"),
        Map.of("id", "open", "title", "Is open", "outboundType", "boolean"));
  }

  /**
   * A custom trigger's subscribe URL. Anyone who knows {@code webhookUrl} can fire the trigger, so
   * it is stored in the vault. An uninstall deletes it with all other records of the account.
   */
  Object subscribe(RequestClaims claims, JsonNode payload) throws IOException {
    services.trackerLogin(claims.user());
    String webhookId = UUID.randomUUID().toString();
    vault.put(claims.user(), name(webhookId), Secret.of(payload.path("webhookUrl").asText()));
    return Map.of("webhookId", webhookId);
  }

  /**
   * A custom trigger's unsubscribe URL. It always replies with 200: with any other status,
   * monday.com does not let the user delete the recipe.
   */
  Object unsubscribe(RequestClaims claims, JsonNode payload) {
    try {
      vault.remove(claims.user(), name(payload.path("webhookId").asText()));
    } catch (MondayAuthException | IllegalArgumentException e) {
      LOG.warn("Could not remove the subscription: {}", e.getMessage());
    }
    return Map.of();
  }

  private static String name(String webhookId) {
    return "trigger " + webhookId;
  }
}
