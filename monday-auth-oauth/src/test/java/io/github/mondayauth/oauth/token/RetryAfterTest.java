package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.HttpTransport.Response;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {
  private static final String DATE = "Sat, 21 Nov 2026 12:00:00 GMT";

  private static @Nullable Duration of(Map<String, String> headers) {
    return RetryAfter.of(new Response(503, headers, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "120 | PT2M",
        "999999999 | PT277777H46M39S",
        "1000000000 |",
        "-1 |",
        "1.5 |",
        "soon |",
        "'' |",
        "Sat, 21 Nov 2026 12:00:30 GMT | PT30S",
        "Sat, 21 Nov 2026 12:00:00 GMT | PT0S",
        "Sat, 21 Nov 2026 11:59:59 GMT |",
        "Sat, 21 Nov 2026 |"
      })
  void readsSecondsOrADateAfterThatOfTheResponse(String value, @Nullable Duration expected) {
    assertThat(of(Map.of("Retry-After", value, "Date", DATE))).isEqualTo(expected);
  }

  @Test
  void readsNoDateFromAResponseThatDoesNotSayWhenItWasSent() {
    String later = "Sat, 21 Nov 2026 12:00:30 GMT";
    assertThat(of(Map.of("Retry-After", later))).isNull();
    assertThat(of(Map.of("Retry-After", later, "Date", "today"))).isNull();
    assertThat(of(Map.of("Retry-After", "30"))).isEqualTo(Duration.ofSeconds(30));
    assertThat(of(Map.of("Date", DATE))).isNull();
  }
}
