package io.github.mondayauth;

import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on the body of an event, which no signature covers. Every token here is genuine. */
class BodyAttackTest {
  /** An account of the attacker, whose token has little more than its id. */
  private static final String ATTACKER = "{\"exp\":%d,\"dat\":{\"account_id\":999}}";

  private final Fixture fixture = new Fixture();
  private final MondayApp app = fixture.app();

  @Test
  void fieldNamesThatCollideInATableSharedByAllRequests() {
    String token =
        RawJws.signed(
            RawJws.HEADER,
            ATTACKER.formatted(NOW.getEpochSecond() + 60),
            fixture.registered.clientSecret());
    String genuine = fixture.tokens.appLifecycle().sign();
    String feature = fixture.tokens.featureLifecycle().sign();
    List<String> names = collidingNames(310);
    for (int round = 0; round < 100; round++) {
      // Other names in every round, as in the attack: each of them may be added to the table.
      String prefix = "%c%c".formatted('a' + round % 26, 'a' + round / 26);
      String body =
          names.stream()
              .map(name -> "\"" + prefix.charAt(0) + name + prefix.charAt(1) + "\":0")
              .collect(Collectors.joining(",", "{", "}"));
      assertThat(body).hasSizeLessThan(5_000);
      assertRejected(Reason.BODY, () -> app.appLifecycleVerifier().verify(token, body));

      assertThat(app.appLifecycleVerifier().verify(genuine, fixture.body("uninstall"))).isNotNull();
      assertThat(app.featureLifecycleVerifier().verify(feature, fixture.featureBody())).isNotNull();
    }
  }

  /** The parser keeps no name, so that no number of them collides with those of another body. */
  @Test
  void fieldNameInATableThatOutlivesItsDocument() {
    String body = fixture.body("uninstall");
    String first = Json.object(body).fields().keySet().iterator().next();
    String second = Json.object(body).fields().keySet().iterator().next();

    assertThat(second).isEqualTo(first).isNotSameAs(first);
  }

  @Test
  void numberThatNoDecimalCanHold() {
    String body = fixture.body("uninstall").replaceFirst("25", "1e99999999999");
    String token = fixture.tokens.appLifecycle().sign();
    assertRejected(Reason.BODY, () -> app.appLifecycleVerifier().verify(token, body));
  }

  @Test
  void requestWithoutABody() {
    String event = fixture.tokens.appLifecycle().sign();
    String feature = fixture.tokens.featureLifecycle().sign();
    assertRejected(Reason.BODY, () -> app.appLifecycleVerifier().verify(event, null));
    assertRejected(Reason.BODY, () -> app.featureLifecycleVerifier().verify(feature, null));
    assertRejected(Reason.MISSING, () -> app.appLifecycleVerifier().verify(null, null));
    assertRejected(Reason.MISSING, () -> app.featureLifecycleVerifier().verify(null, null));
    assertThat(Reply.toChallenge(null)).isEmpty();
    assertThat(fixture.events)
        .containsExactly(
            "APP_LIFECYCLE rejected BODY",
            "FEATURE_LIFECYCLE rejected BODY",
            "APP_LIFECYCLE rejected MISSING",
            "FEATURE_LIFECYCLE rejected MISSING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-999999999-01-01T00:00:00+18:00",
        "+999999999-12-31T23:59:59-18:00",
        "-0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00+00:01",
        "5138-11-16T09:46:40Z",
        "9999-12-31T23:59:59Z",
      })
  void timestampOutsideTheAcceptedTimes(String timestamp) {
    String token = fixture.tokens.appLifecycle().sign();
    assertRejected(
        Reason.BODY, () -> app.appLifecycleVerifier().verify(token, withTimestamp(timestamp)));

    String body = fixture.body("install").replace("2026-12-19T00:00:00+00:00", timestamp);
    assertThat(app.appLifecycleVerifier().verify(token, body).subscription().renewalDate())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "5138-11-16T09:46:39.999Z"})
  void acceptsTheFirstAndTheLastTimestamp(String timestamp) {
    String token = fixture.tokens.appLifecycle().sign();
    AppLifecycleEvent event = app.appLifecycleVerifier().verify(token, withTimestamp(timestamp));
    assertThat(event.timestamp()).isEqualTo(Instant.parse(timestamp));
  }

  @Test
  void sameTokenWithAnotherBodyAndALaterTimestamp() {
    String token = fixture.tokens.appLifecycle().sign();
    fixture.clock.advance(Duration.ofMillis(40_500));
    String later = withTimestamp("2029-01-01T00:00:00Z");
    assertThat(app.appLifecycleVerifier().verify(token, later).occurredAt())
        .as("receipt and clock skew")
        .isEqualTo(NOW.plusMillis(70_500));

    for (int seconds : new int[] {0, 40}) {
      Instant issued = NOW.plusSeconds(seconds);
      String dated = fixture.tokens.appLifecycle().claim("iat", issued.getEpochSecond()).sign();
      assertThat(app.appLifecycleVerifier().verify(dated, later).occurredAt()).isEqualTo(issued);
    }
  }

  private String withTimestamp(String timestamp) {
    return fixture.body("uninstall").replace("2026-11-21T11:59:59.643+00:00", timestamp);
  }

  /**
   * Makes names of eight characters that have the same hash to the base 33. One character more and
   * 33 less in the next one leave the hash as it is.
   */
  private static List<String> collidingNames(int count) {
    List<String> names = new ArrayList<>(List.of("lvlvlvlv"));
    for (int i = 0; names.size() < count; i++) {
      char[] name = names.get(i).toCharArray();
      for (int at = 0; at < name.length - 1; at++) {
        if (name[at] < 'z' && name[at + 1] - 33 > '"' && name[at + 1] - 33 != '\\') {
          char[] next = name.clone();
          next[at]++;
          next[at + 1] = (char) (next[at + 1] - 33);
          if (next[at] != '\\' && !names.contains(String.valueOf(next))) {
            names.add(String.valueOf(next));
          }
        }
      }
    }
    return names.subList(0, count);
  }
}
