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

/** What monday.com calls: an action, a trigger, and the fields of their recipes. */
final class Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  private final Services services;
  private final TokenVault vault;

  Endpoints(Services services, TokenVault vault) {
    this.services = services;
    this.vault = vault;
  }

  /** A custom action's run URL: works at the services in the name of who added the recipe. */
  Object run(RequestClaims claims, JsonNode payload) throws IOException {
    String name = services.mondayName(claims.user());
    String login = services.trackerLogin(claims.user());
    String writes =
        services.mailerLogin(claims.user()).map(mailer -> " and writes as " + mailer).orElse("");
    return Map.of("outputFields", Map.of("summary", name + " works as " + login + writes));
  }

  /** A dropdown's remote options. */
  Object options(RequestClaims claims, JsonNode payload) throws IOException {
    String login = services.trackerLogin(claims.user());
    return List.of(Map.of("title", "Issues of " + login, "value", login));
  }

  /** An item mapping's remote field definitions. */
  Object fields(RequestClaims claims, JsonNode payload) {
    return List.of(
        Map.of("id", "title", "title", "Title", "outboundType", "text"),
        Map.of("id", "open", "title", "Is open", "outboundType", "boolean"));
  }

  /**
   * A custom trigger's subscribe URL. Who knows {@code webhookUrl} can fire the trigger, so it is
   * kept in the vault, and is gone with everything else of the account on uninstall.
   */
  Object subscribe(RequestClaims claims, JsonNode payload) throws IOException {
    services.trackerLogin(claims.user());
    String webhookId = UUID.randomUUID().toString();
    vault.put(claims.user(), name(webhookId), Secret.of(payload.path("webhookUrl").asText()));
    return Map.of("webhookId", webhookId);
  }

  /**
   * A custom trigger's unsubscribe URL. Any other answer than 200 would keep the user from deleting
   * the recipe.
   */
  Object unsubscribe(RequestClaims claims, JsonNode payload) {
    try {
      vault.remove(claims.user(), name(payload.path("webhookId").asText()));
    } catch (MondayAuthException | IllegalArgumentException e) {
      LOG.warn("the subscription could not be removed: {}", e.getMessage());
    }
    return Map.of();
  }

  private static String name(String webhookId) {
    return "trigger " + webhookId;
  }
}
