package io.github.mondayauth.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.Reply;
import io.github.mondayauth.vault.VaultException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerTest {
  private static final Reply COOKIES =
      Reply.of(
          302, Map.of("Location", "https://acme.monday.com"), List.of("a=1; Secure", "b=2"), "");

  private final List<String> log = new ArrayList<>();
  private final Context context = GatewayEvents.context(log);

  private static HttpApiHandler httpApi(Function<LambdaRequest, Reply> function) {
    return new HttpApiHandler() {
      @Override
      protected Reply reply(LambdaRequest request, Context context) {
        return function.apply(request);
      }
    };
  }

  private static RestApiHandler restApi(Function<LambdaRequest, Reply> function) {
    return new RestApiHandler() {
      @Override
      protected Reply reply(LambdaRequest request, Context context) {
        return function.apply(request);
      }
    };
  }

  private Map<?, ?> version2(Function<LambdaRequest, Reply> function) throws Exception {
    return parsed(
        GatewayEvents.write(
            httpApi(function)
                .handleRequest(GatewayEvents.version2("http-api-authorize"), context)));
  }

  private Map<?, ?> version1(Function<LambdaRequest, Reply> function) throws Exception {
    return parsed(
        GatewayEvents.write(
            restApi(function)
                .handleRequest(GatewayEvents.version1("rest-api-authorize"), context)));
  }

  private static Map<?, ?> parsed(String json) throws Exception {
    return new ObjectMapper().readValue(json, Map.class);
  }

  @Test
  void sendsEveryCookieInFormat2() throws Exception {
    Map<?, ?> response = version2(request -> COOKIES);

    assertThat(response.get("statusCode")).isEqualTo(302);
    assertThat(response.get("headers")).isEqualTo(Map.of("Location", "https://acme.monday.com"));
    assertThat(response.get("cookies")).isEqualTo(List.of("a=1; Secure", "b=2"));
    assertThat(response.get("isBase64Encoded")).isEqualTo(false);
  }

  @Test
  void sendsEveryCookieInFormat1() throws Exception {
    Map<?, ?> response = version1(request -> COOKIES);

    assertThat(response.get("statusCode")).isEqualTo(302);
    assertThat(response.get("headers")).isEqualTo(Map.of("Location", "https://acme.monday.com"));
    assertThat(response.get("multiValueHeaders"))
        .isEqualTo(Map.of("Set-Cookie", List.of("a=1; Secure", "b=2")));
  }

  @Test
  void sendsTheBodyAsText() throws Exception {
    Reply reply = Reply.json(200, "{\"name\":\"\u00e4\"}");

    assertThat(version2(request -> reply).get("body")).isEqualTo("{\"name\":\"\u00e4\"}");
    assertThat(version1(request -> reply).get("body")).isEqualTo("{\"name\":\"\u00e4\"}");
    assertThat(version2(request -> reply).get("headers")).isEqualTo(reply.headers());
  }

  @Test
  void sendsTheReplyOfAnExceptionOfTheLibraryAndLogsItsMessage() throws Exception {
    Function<LambdaRequest, Reply> failing =
        request -> {
          throw new VaultException(VaultException.Reason.STORE_FAILED, "the table is missing");
        };

    assertThat(version2(failing).get("statusCode")).isEqualTo(503);
    assertThat(version1(failing).get("body")).isEqualTo("{\"error\":\"store_failed\"}");
    assertThat(log)
        .containsExactly(
            "refused: VaultException: STORE_FAILED: the table is missing",
            "refused: VaultException: STORE_FAILED: the table is missing");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void refusesATimeThatIsNotPositive(long millis) {
    Duration limit = Duration.ofMillis(millis);

    assertThatThrownBy(() -> new Limited2(limit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit of an invocation: expected a positive time, found " + limit);
    assertThatThrownBy(() -> new Limited1(limit)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new Limited2(Duration.ofMillis(1))).isNotNull();
  }

  private static final class Limited2 extends HttpApiHandler {
    Limited2(Duration limit) {
      super(limit);
    }

    @Override
    protected Reply reply(LambdaRequest request, Context context) {
      return COOKIES;
    }
  }

  private static final class Limited1 extends RestApiHandler {
    Limited1(Duration limit) {
      super(limit);
    }

    @Override
    protected Reply reply(LambdaRequest request, Context context) {
      return COOKIES;
    }
  }

  /** Lambda's runtime reads the type of the event from the method's generic parameters. */
  @Test
  void theTypeOfTheEventIsInTheSignature() throws Exception {
    assertThat(eventType(Limited2.class)).isEqualTo(APIGatewayV2HTTPEvent.class);
    assertThat(eventType(Limited1.class)).isEqualTo(APIGatewayProxyRequestEvent.class);
  }

  private static Class<?> eventType(Class<?> function) {
    return Arrays.stream(function.getMethods())
        .filter(method -> method.getName().equals("handleRequest") && !method.isBridge())
        .findFirst()
        .orElseThrow()
        .getParameterTypes()[0];
  }

  @Test
  void anyOtherExceptionFailsTheInvocation() {
    HttpApiHandler broken =
        httpApi(
            request -> {
              throw new IllegalStateException("a defect");
            });

    assertThatThrownBy(
            () -> broken.handleRequest(GatewayEvents.version2("http-api-authorize"), context))
        .isInstanceOf(IllegalStateException.class);
    assertThat(log).isEmpty();
  }
}
