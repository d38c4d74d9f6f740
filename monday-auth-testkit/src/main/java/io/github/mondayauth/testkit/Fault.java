package io.github.mondayauth.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint of a fake server misbehaves: another answer, a late one, or none.
 *
 * <p>A fault comes in the place of the endpoint's work, so that nothing is granted, rotated or
 * revoked; {@link #afterProcessing()} lets the work be done and spoils the answer only. It lasts
 * until another is set, {@link #none()} for one, or for as many requests as {@link #times(int)}
 * says.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Fault {
  /** What the endpoint would do. */
  interface Work {
    FakeResponse answer() throws IOException;
  }

  private interface Effect {
    FakeResponse apply(Work work, CountDownLatch closed) throws IOException, InterruptedException;
  }

  private static final Fault NONE = new Fault((work, closed) -> work.answer(), Integer.MAX_VALUE);

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
   * No fault.
   *
   * @return what heals an endpoint
   */
  public static Fault none() {
    return NONE;
  }

  /**
   * Another answer.
   *
   * @param status the HTTP status
   * @param contentType the content type
   * @param body the body
   * @return the fault
   */
  public static Fault answer(int status, String contentType, String body) {
    return lasting((work, closed) -> FakeResponse.of(status, contentType, body));
  }

  /**
   * An OAuth error as RFC 6749 section 5.2 writes it.
   *
   * @param status the HTTP status
   * @param code the error code, as {@code invalid_grant}
   * @return the fault
   */
  public static Fault error(int status, String code) {
    return lasting((work, closed) -> FakeResponse.error(status, code, "as the test asked for"));
  }

  /**
   * A gateway's HTML page.
   *
   * @param status the HTTP status, as 504
   * @return the fault
   */
  public static Fault html(int status) {
    return lasting(
        (work, closed) -> FakeResponse.html(status, "<html><h1>" + status + "</h1></html>"));
  }

  /**
   * A JSON answer of many bytes.
   *
   * @param bytes how many, about
   * @return the fault
   */
  public static Fault hugeBody(int bytes) {
    String body = "{\"filler\":\"" + "x".repeat(bytes) + "\"}";
    return lasting((work, closed) -> FakeResponse.of(200, "application/json", body));
  }

  /**
   * The endpoint's own JSON answer with one member changed.
   *
   * @param name the member, as {@code expires_in}
   * @param value a string, number, boolean, list or map; null leaves the member out
   * @return the fault
   */
  public static Fault member(String name, @Nullable Object value) {
    return lasting((work, closed) -> work.answer().withMember(name, value));
  }

  /**
   * Never answers, until the server is closed.
   *
   * @return the fault
   */
  public static Fault hang() {
    return lasting(
        (work, closed) -> {
          closed.await();
          throw new IOException("the server was closed");
        });
  }

  /**
   * Closes the connection without an answer.
   *
   * @return the fault
   */
  public static Fault cutOff() {
    return lasting(
        (work, closed) -> {
          throw new IOException("as the test asked for");
        });
  }

  /**
   * Answers late.
   *
   * @param latency how late
   * @return the fault
   */
  public static Fault delay(Duration latency) {
    return lasting(
        (work, closed) -> {
          boolean ended = closed.await(latency.toNanos(), TimeUnit.NANOSECONDS);
          if (ended) {
            throw new IOException("the server was closed");
          }
          return work.answer();
        });
  }

  /**
   * Goes on when the test says so, which makes a race repeatable.
   *
   * @param arrived counted down once by each request that is held
   * @param release what each request waits for
   * @return the fault
   */
  public static Fault held(CountDownLatch arrived, CountDownLatch release) {
    return lasting(
        (work, closed) -> {
          arrived.countDown();
          release.await();
          return work.answer();
        });
  }

  /**
   * The same fault, but the endpoint does its work first: a code is used up, a refresh token
   * rotated, and the answer is what suffers.
   *
   * @return the fault
   */
  public Fault afterProcessing() {
    return new Fault(
        (work, closed) -> {
          FakeResponse done = work.answer();
          return effect.apply(() -> done, closed);
        },
        times);
  }

  /**
   * The same fault for a number of requests, after which the endpoint is well again.
   *
   * @param requests how many
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
