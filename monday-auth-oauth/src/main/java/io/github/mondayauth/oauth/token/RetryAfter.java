package io.github.mondayauth.oauth.token;

import io.github.mondayauth.oauth.HttpTransport.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110 section 10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  /**
   * The duration that the header names, or null if it is absent, malformed or negative. A date is
   * compared with the response's own {@code Date}, so that no clock of this machine matters.
   */
  static @Nullable Duration of(Response response) {
    String value = response.headers().get("Retry-After");
    if (value == null) {
      return null;
    }
    if (value.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    String date = response.headers().get("Date");
    if (date == null) {
      return null;
    }
    try {
      Duration duration = Duration.between(parse(date), parse(value));
      return duration.isNegative() ? null : duration;
    } catch (DateTimeException malformed) {
      return null;
    }
  }

  private static ZonedDateTime parse(String date) {
    return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
  }
}
