package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.List;

/** Events as the gateway sends them, read and written as Lambda's Java runtime does. */
public final class GatewayEvents {
  private GatewayEvents() {}

  /** Reads the event in a file, in payload format 2.0. */
  static APIGatewayV2HTTPEvent version2(String file) {
    return parse(text(file), APIGatewayV2HTTPEvent.class);
  }

  /** Reads the event in a file, in payload format 1.0. */
  static APIGatewayProxyRequestEvent version1(String file) {
    return parse(text(file), APIGatewayProxyRequestEvent.class);
  }

  public static String text(String file) {
    try (InputStream stream = GatewayEvents.class.getResourceAsStream(file + ".json")) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public static <T> T parse(String json, Class<T> type) {
    return serializer(type).fromJson(new ByteArrayInputStream(json.getBytes(UTF_8)));
  }

  /** The response as the gateway receives it. */
  @SuppressWarnings("unchecked")
  public static <T> String write(T response) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    serializer((Class<T>) response.getClass()).toJson(response, out);
    return out.toString(UTF_8);
  }

  private static <T> PojoSerializer<T> serializer(Class<T> type) {
    return LambdaEventSerializers.serializerFor(type, GatewayEvents.class.getClassLoader());
  }

  /** An invocation whose log lines are added to a list. */
  public static Context context(List<String> log) {
    LambdaLogger logger =
        new LambdaLogger() {
          @Override
          public void log(String message) {
            log.add(message);
          }

          @Override
          public void log(byte[] message) {
            log.add(new String(message, UTF_8));
          }
        };
    return (Context)
        Proxy.newProxyInstance(
            GatewayEvents.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> {
              return switch (method.getName()) {
                case "getLogger" -> logger;
                case "getRemainingTimeInMillis" -> 29_000;
                default -> throw new UnsupportedOperationException(method.getName());
              };
            });
  }
}
