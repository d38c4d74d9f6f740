package io.github.mondayauth;

import java.time.Instant;

/**
 * A verified request from monday.com to an external agent. Only {@link AgentRequestVerifier}
 * creates it. It follows a preview of monday.com's API.
 *
 * <p>The signature covers the body and the time, so the body is authentic, unlike the bodies of
 * other requests. It names neither an account nor a user of monday.com. Immutable and safe for use
 * by several threads.
 */
public final class AgentRequest {
  private final String agentId;
  private final Instant sentAt;
  private final String deliveryId;

  AgentRequest(String agentId, Instant sentAt, String deliveryId) {
    this.agentId = agentId;
    this.sentAt = sentAt;
    this.deliveryId = deliveryId;
  }

  /**
   * The agent that the request is for. Its signing secret made the signature.
   *
   * @return the id, which monday.com returned when the agent was created
   */
  public String agentId() {
    return agentId;
  }

  /**
   * When monday.com signed the request.
   *
   * @return the header {@code x-monday-timestamp}, in milliseconds; at most five minutes before or
   *     after the verification
   */
  public Instant sentAt() {
    return sentAt;
  }

  /**
   * An id by which the application can recognize a request that it has received before: a hash of
   * the agent id, the time and the body. An attacker who recorded a request can repeat it for five
   * minutes, and gets the same id each time. Keep the ids for ten minutes, in a store that all
   * instances share. monday.com does not document whether it repeats a request itself, nor whether
   * a repetition would have another time and therefore another id.
   *
   * @return 43 characters of base64url
   */
  public String deliveryId() {
    return deliveryId;
  }

  /** Shows the agent and the time. */
  @Override
  public String toString() {
    return "AgentRequest[" + agentId + ", sentAt=" + sentAt + "]";
  }
}
