package io.github.mondayauth.testkit;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An external agent that a user of monday.com has created, from {@link FakeMonday#addAgent}. It
 * follows a preview of monday.com's API (October 2026): the headers, the signature and the body are
 * as documented; the form of the agent's id and secret is not documented, and is an assumption.
 * Safe for use by several threads.
 */
public final class FakeAgent {
  private final FakeMonday monday;
  private final String id;
  private volatile URI callbackUrl;
  private volatile String signingSecret;

  FakeAgent(FakeMonday monday, URI callbackUrl) {
    this.monday = monday;
    this.id = Long.toString(ThreadLocalRandom.current().nextLong(10_000_000_000L, 99_999_999_999L));
    this.callbackUrl = callbackUrl;
    this.signingSecret = secret();
  }

  /**
   * The agent's id.
   *
   * @return the id, as monday.com returns it once when the agent is created
   */
  public String id() {
    return id;
  }

  /**
   * The agent's current signing secret.
   *
   * @return the secret, as monday.com returns it once
   */
  public String signingSecret() {
    return signingSecret;
  }

  /**
   * Changes the callback URL. As at monday.com, the agent gets a new signing secret, and the
   * previous one is no longer used.
   *
   * @param url the new callback URL
   * @return the new signing secret
   */
  public String changeCallbackUrl(URI url) {
    callbackUrl = url;
    signingSecret = secret();
    return signingSecret;
  }

  /**
   * Sends what a user writes to the agent.
   *
   * @param triggerType {@code chat}, {@code mention} or {@code assigned}
   * @param text what the user writes
   * @return the app's reply
   */
  public AppReply trigger(String triggerType, String text) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("event", "agent_triggered");
    body.put("triggerType", triggerType);
    body.put("payload", Json.object("text", text, "itemId", 9_876_543_211L));
    body.put("timestamp", monday.now().toString());
    return send(Json.write(body));
  }

  /**
   * Sends any body, signed now.
   *
   * @param body the body
   * @return the app's reply
   */
  public AppReply send(String body) {
    Map<String, String> headers =
        new LinkedHashMap<>(monday.tokens().agentHeaders(id, signingSecret, body));
    headers.put("Content-Type", "application/json");
    return monday.postWith(callbackUrl, headers, body);
  }

  private static String secret() {
    return (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
  }

  /** Shows the id. */
  @Override
  public String toString() {
    return "FakeAgent[" + id + "]";
  }
}
