package io.github.mondayauth.examples.lambda.cold;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.github.mondayauth.aws.LambdaClients;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Checks the signature of a request and reads the items that {@link CredentialFunction} reads, with
 * a client of the same configuration. It decrypts nothing.
 */
public final class BareCredentialFunction
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
  private final BareSignature signature;
  private final DynamoDbClient dynamoDb;
  private final String table;
  private final List<Map<String, AttributeValue>> keys;

  /** Reads the environment. */
  public BareCredentialFunction() {
    this(System.getenv(), LambdaClients.build(DynamoDbClient.builder()));
  }

  BareCredentialFunction(Map<String, String> environment, DynamoDbClient dynamoDb) {
    signature = new BareSignature(ColdSettings.value(environment, ColdSettings.SIGNING_SECRET));
    this.dynamoDb = dynamoDb;
    table = ColdSettings.value(environment, ColdSettings.TABLE);
    keys = ItemKeys.parse(ColdSettings.value(environment, ItemKeys.VARIABLE));
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    if (!signature.isValid(event.getHeaders().get("authorization"))) {
      return APIGatewayV2HTTPResponse.builder().withStatusCode(401).build();
    }
    for (Map<String, AttributeValue> key : keys) {
      dynamoDb.getItem(r -> r.tableName(table).key(key).consistentRead(true));
    }
    return APIGatewayV2HTTPResponse.builder().withStatusCode(200).build();
  }
}
