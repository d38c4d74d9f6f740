package io.github.mondayauth.examples.spring;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.TokenVault;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClientException;
import org.springframework.web.server.ResponseStatusException;

/**
 * The endpoints of the app's recipes: an action, a trigger, and their fields. The claims name the
 * user; the token does not cover the body.
 */
@RestController
@RequestMapping("/monday")
class RecipeController {
  private static final Logger LOG = LoggerFactory.getLogger(RecipeController.class);

  private final Tracker tracker;
  private final TokenVault vault;

  RecipeController(Tracker tracker, TokenVault vault) {
    this.tracker = tracker;
    this.vault = vault;
  }

  /** The body of a request to subscribe or unsubscribe. */
  record Subscription(@Nullable Payload payload) {
    record Payload(@Nullable String webhookUrl, @Nullable String webhookId) {}

    @Nullable String webhookUrl() {
      return payload == null ? null : payload.webhookUrl();
    }

    @Nullable String webhookId() {
      return payload == null ? null : payload.webhookId();
    }
  }

  /** A custom action's run URL. */
  @PostMapping("/run")
  Map<String, Object> run(RequestClaims claims) {
    return Map.of("outputFields", Map.of("summary", "works as " + tracker.login(claims.user())));
  }

  /** A dropdown field's remote options URL. */
  @PostMapping("/options")
  List<Map<String, String>> options(RequestClaims claims) {
    String login = tracker.login(claims.user());
    return List.of(Map.of("title", "Issues of " + login, "value", login));
  }

  /**
   * A custom trigger's subscribe URL. Anyone who has {@code webhookUrl} can fire the trigger, so it
   * is stored in the vault. An uninstall deletes it with all other records of the account.
   */
  @PostMapping("/subscribe")
  Map<String, String> subscribe(RequestClaims claims, @RequestBody Subscription subscription) {
    String webhookUrl = subscription.webhookUrl();
    if (webhookUrl == null || webhookUrl.isBlank()) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "Expected payload.webhookUrl");
    }
    tracker.login(claims.user());
    String webhookId = UUID.randomUUID().toString();
    vault.put(claims.user(), name(webhookId), Secret.of(webhookUrl));
    return Map.of("webhookId", webhookId);
  }

  /**
   * A custom trigger's unsubscribe URL. It replies with 200 even if there is nothing to remove:
   * with any other status, monday.com does not let the user delete the recipe.
   */
  @PostMapping("/unsubscribe")
  Map<String, String> unsubscribe(
      RequestClaims claims, @RequestBody(required = false) @Nullable Subscription subscription) {
    String webhookId = subscription == null ? null : subscription.webhookId();
    if (webhookId == null) {
      LOG.warn("Could not remove a subscription: expected payload.webhookId, found none");
      return Map.of();
    }
    try {
      vault.remove(claims.user(), name(webhookId));
    } catch (MondayAuthException | IllegalArgumentException e) {
      LOG.warn("Could not remove the subscription: {}", e.getMessage());
    }
    return Map.of();
  }

  /** The tracker is unavailable. monday.com retries every minute for half an hour. */
  @ExceptionHandler(RestClientException.class)
  @ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
  void handle(RestClientException failure) {
    LOG.warn("The tracker failed: {}", failure.getClass().getSimpleName());
  }

  private static String name(String webhookId) {
    return "trigger " + webhookId;
  }
}
