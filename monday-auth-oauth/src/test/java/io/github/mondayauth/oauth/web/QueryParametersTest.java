package io.github.mondayauth.oauth.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.oauth.OAuthException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw query strings and form bodies. */
final class QueryParametersTest {
  private static void assertRefused(ThrowingCallable parsing) {
    assertThatThrownBy(parsing)
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.PARAMETERS));
  }

  @Test
  void decodesNamesAndValues() {
    QueryParameters parameters = QueryParameters.parse("a=1+2&b%C3%BC=%c3%bc%3D&c=ü&d&e=f=g&=h");

    assertThat(parameters.names()).containsExactly("a", "bü", "c", "d", "e", "");
    assertThat(parameters.one("a")).isEqualTo("1 2");
    assertThat(parameters.one("bü")).isEqualTo("ü=");
    assertThat(parameters.one("c")).isEqualTo("ü");
    assertThat(parameters.one("e")).isEqualTo("f=g");
  }

  @Test
  void treatsAnEmptyParameterAsAbsent() {
    QueryParameters parameters = QueryParameters.parse("state=&code");

    assertThat(parameters.one("state")).isNull();
    assertThat(parameters.one("code")).isNull();
    assertThat(parameters.one("iss")).isNull();
    assertRefused(() -> parameters.required("state"));
    assertRefused(() -> parameters.required("iss"));
    assertThat(QueryParameters.parse(null).names()).isEmpty();
    assertThat(QueryParameters.parse("").names()).isEmpty();
  }

  @Test
  void refusesDuplicatesEvenIfOneIsEmptyOrEncoded() {
    for (String raw : new String[] {"code=a&code=b", "code=a&code=", "code=a&c%6fde=b"}) {
      QueryParameters parameters = QueryParameters.parse(raw);
      assertRefused(() -> parameters.one("code"));
      assertRefused(() -> parameters.required("code"));
      assertRefused(() -> parameters.withoutDuplicates("state", "code"));
      assertThat(parameters.withoutDuplicates("state")).isSameAs(parameters);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%4g", "a=%zz", "a=%-1", "a=%ff", "a=%c3", "a=%４１"})
  void refusesMalformedPercentEncoding(String raw) {
    assertRefused(() -> QueryParameters.parse(raw));
  }

  @Test
  void limitsLengthAndNumberOfParameters() {
    assertThat(QueryParameters.parse("a=" + "x".repeat(65_534)).one("a")).hasSize(65_534);
    assertRefused(() -> QueryParameters.parse("a=" + "x".repeat(65_535)));
    assertThat(QueryParameters.parse("a&".repeat(99) + "b=1").one("b")).isEqualTo("1");
    assertRefused(() -> QueryParameters.parse("a&".repeat(100) + "b=1"));
  }
}
