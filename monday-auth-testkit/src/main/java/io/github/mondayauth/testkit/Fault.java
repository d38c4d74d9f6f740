package io.github.mondayauth.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint of a fake server fails: with a different response, a late response, or none.
 *
 * <p>A fault with its own response replaces the endpoint's work, so nothing is granted, rotated or
 * revoked; {@link #afterProcessing()} lets the endpoint do its work and replaces only the response.
 * A fault stays in effect until another one is set, for example {@link #none()}, or for the number
 * of requests given to {@link #times(int)}.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Fault {
  /** What the endpoint does without the fault. */
  interface Work {
    FakeResponse respond() throws IOException;
  }

  private interface Effect {
    FakeResponse apply(Work work, CountDownLatch closed) throws IOException, InterruptedException;
  }

  private static final Fault NONE = new Fault((work, closed) -> work.respond(), Integer.MAX_VALUE);

  private final Effect effect;
  private final int times;

  private Fault(Effect effect, int times) {
    this.effect = effect;
    this.times = times;
  }

  private static Fault lasting(Effect effect) {
    return new Fault(effect, Integer.MAX_VALUE);
  }

  /**
   * No fault: the endpoint works normally.
   *
   * @return the fault
   */
  public static Fault none() {
    return NONE;
  }

  /**
   * Responds with the given status and body.
   *
   * @param status the HTTP status
   * @param contentType the content type
   * @param body the body
   * @return the fault
   */
  public static Fault response(int status, String contentType, String body) {
    return lasting((work, closed) -> FakeResponse.of(status, contentType, body));
  }

  /**
   * Responds with an OAuth error response (RFC 6749 section 5.2).
   *
   * @param status the HTTP status
   * @param code the error code, such as {@code invalid_grant}
   * @return the fault
   */
  public static Fault error(int status, String code) {
    return lasting((work, closed) -> FakeResponse.error(status, code, "Simulated by the test"));
  }

  /**
   * Responds with an HTML page, as a gateway in front of the endpoint does.
   *
   * @param status the HTTP status, such as 504
   * @return the fault
   */
  public static Fault html(int status) {
    return lasting(
        (work, closed) -> FakeResponse.html(status, "<html><h1>" + status + "</h1></html>"));
  }

  /**
   * Responds with status 200 and a JSON object of about the given size.
   *
   * @param bytes the approximate size of the body
   * @return the fault
   */
  public static Fault hugeBody(int bytes) {
    String body = "{\"filler\":\"" + "x".repeat(bytes) + "\"}";
    return lasting((work, closed) -> FakeResponse.of(200, "application/json", body));
  }

  /**
   * Does the endpoint's work and responds with its JSON, with one field replaced or removed.
   *
   * @param name the field, such as {@code expires_in}
   * @param value a string, number, boolean, list or map; null removes the field
   * @return the fault
   */
  public static Fault field(String name, @Nullable Object value) {
    return lasting((work, closed) -> work.respond().withField(name, value));
  }

  /**
   * Never responds; the connection stays open until the server is closed.
   *
   * @return the fault
   */
  public static Fault hang() {
    return lasting(
        (work, closed) -> {
          closed.await();
          throw new IOException("The server was closed");
        });
  }

  /**
   * Closes the connection without a response.
   *
   * @return the fault
   */
  public static Fault cutOff() {
    return lasting(
        (work, closed) -> {
          throw new IOException("Connection closed: simulated by the test");
        });
  }

  /**
   * Works normally after a delay.
   *
   * @param latency how long each request waits
   * @return the fault
   */
  public static Fault delay(Duration latency) {
    return lasting(
        (work, closed) -> {
          boolean isClosed = closed.await(latency.toNanos(), TimeUnit.NANOSECONDS);
          if (isClosed) {
            throw new IOException("The server was closed");
          }
          return work.respond();
        });
  }

  /**
   * Holds each request until the test releases it, which makes a race reproducible.
   *
   * @param arrived counted down by each request when it arrives
   * @param release the latch that each request waits for before the endpoint does its work
   * @return the fault
   */
  public static Fault held(CountDownLatch arrived, CountDownLatch release) {
    return lasting(
        (work, closed) -> {
          arrived.countDown();
          release.await();
          return work.respond();
        });
  }

  /**
   * The same fault, applied after the endpoint has done its work: the code is used or the refresh
   * token rotated, and the application does not get the response.
   *
   * @return the fault
   */
  public Fault afterProcessing() {
    return new Fault(
        (work, closed) -> {
          FakeResponse response = work.respond();
          return effect.apply(() -> response, closed);
        },
        times);
  }

  /**
   * The same fault for a number of requests, after which the endpoint works normally.
   *
   * @param requests how many requests fail
   * @return the fault
   */
  public Fault times(int requests) {
    return new Fault(effect, requests);
  }

  int times() {
    return times;
  }

  FakeResponse apply(Work work, CountDownLatch closed) throws IOException, InterruptedException {
    return effect.apply(work, closed);
  }
}
