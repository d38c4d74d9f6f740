package io.github.mondayauth.examples.lambda.cold;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The functions that are measured do what is compared. */
class ColdStartTest {
  private static ColdInstallation installation;

  @BeforeAll
  static void connect() {
    installation = ColdInstallation.create();
  }

  @Test
  void bareFunctionReadsWhatTheLibraryReads() {
    ItemKeys library = new ItemKeys();
    ItemKeys bare = new ItemKeys();
    Map<String, String> environment = installation.environment();
    APIGatewayV2HTTPResponse response =
        invoke(
            new CredentialFunction(environment, ColdInstallation.client(library)),
            installation.token());

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).matches("\\{\"length\":[1-9]\\d+}");
    assertThat(library.otherCalls()).isEmpty();
    assertThat(library.keys()).isNotEmpty();

    Map<String, String> same = installation.with(ItemKeys.VARIABLE, library.format()).environment();
    assertThat(
            invoke(
                new BareCredentialFunction(same, ColdInstallation.client(bare)),
                installation.token()))
        .extracting(APIGatewayV2HTTPResponse::getStatusCode)
        .isEqualTo(200);
    assertThat(bare.keys()).isEqualTo(library.keys());
    assertThat(bare.otherCalls()).isEmpty();
  }

  @Test
  void bareSignatureRefusesForgedTokens() {
    BareSignature signature =
        new BareSignature(installation.environment().get(ColdSettings.SIGNING_SECRET));
    String token = installation.token();
    int first = token.lastIndexOf('.') + 1;
    String other = token.charAt(first) == 'A' ? "B" : "A";

    assertThat(signature.isValid(token)).isTrue();
    assertThat(signature.isValid(token.substring(0, first) + other + token.substring(first + 1)))
        .isFalse();
    assertThat(signature.isValid("x" + token)).isFalse();
    assertThat(signature.isValid(null)).isFalse();
  }

  private static APIGatewayV2HTTPResponse invoke(
      RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function, String token) {
    return function.handleRequest(InvokeOnce.event(token), new InvokeOnce.Invocation());
  }
}
