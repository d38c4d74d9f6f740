package io.github.mondayauth.examples.lambda.cold;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

/** Records the keys of the items that a client reads, and the names of its other calls. */
final class ItemKeys implements ExecutionInterceptor {
  static final String VARIABLE = "ITEM_KEYS";

  private final List<GetItemRequest> reads = new ArrayList<>();
  private final List<String> otherCalls = new ArrayList<>();

  @Override
  public synchronized void beforeExecution(
      Context.BeforeExecution context, ExecutionAttributes attributes) {
    SdkRequest request = context.request();
    if (request instanceof GetItemRequest read) {
      reads.add(read);
    } else {
      otherCalls.add(request.getClass().getSimpleName());
    }
  }

  synchronized List<Map<String, AttributeValue>> keys() {
    return reads.stream().map(GetItemRequest::key).toList();
  }

  synchronized List<String> otherCalls() {
    return List.copyOf(otherCalls);
  }

  /** The recorded keys, as the value of a variable of the environment. */
  synchronized String format() {
    return String.join(
        ",",
        reads.stream()
            .map(read -> text(read.key().get("pk")) + ":" + text(read.key().get("sk")))
            .toList());
  }

  static List<Map<String, AttributeValue>> parse(String keys) {
    List<Map<String, AttributeValue>> parsed = new ArrayList<>();
    for (String key : keys.split(",", -1)) {
      int colon = key.indexOf(':');
      parsed.add(
          Map.of("pk", bytes(key.substring(0, colon)), "sk", bytes(key.substring(colon + 1))));
    }
    return parsed;
  }

  private static String text(AttributeValue value) {
    return Base64.getEncoder().encodeToString(value.b().asByteArray());
  }

  private static AttributeValue bytes(String text) {
    return AttributeValue.fromB(SdkBytes.fromByteArray(Base64.getDecoder().decode(text)));
  }
}
