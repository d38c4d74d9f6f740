package io.github.mondayauth.examples.lambda.cold;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.aws.DynamoDbTokenStore;
import io.github.mondayauth.aws.HttpApiHandler;
import io.github.mondayauth.aws.LambdaClients;
import io.github.mondayauth.aws.LambdaRequest;
import io.github.mondayauth.aws.LambdaTransport;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenVault;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Verifies a request and reads the user's credential from DynamoDB, with this library. */
public final class CredentialFunction extends HttpApiHandler {
  private final MondayApp app;
  private final Connections connections;

  /** Reads the environment. */
  public CredentialFunction() {
    this(System.getenv(), LambdaClients.build(DynamoDbClient.builder()));
  }

  CredentialFunction(Map<String, String> environment, DynamoDbClient dynamoDb) {
    app = ColdSettings.app(environment);
    TokenVault vault =
        TokenVault.open(
            app,
            new DynamoDbTokenStore(dynamoDb, ColdSettings.value(environment, ColdSettings.TABLE)),
            KeyRing.of(Secret.of(ColdSettings.value(environment, ColdSettings.KEY))));
    connections =
        Connections.builder(app, vault, Connector.monday("me:read", "account:read"))
            .httpTransport(LambdaTransport.standard())
            .build();
  }

  @Override
  protected Reply reply(LambdaRequest request, Context context) {
    RequestClaims claims = app.requestVerifier().verify(request.authorization(), ColdSettings.PATH);
    int length = connections.credential(claims.user(), "monday").secret().reveal().length();
    return Reply.json(200, "{\"length\":" + length + "}");
  }
}
