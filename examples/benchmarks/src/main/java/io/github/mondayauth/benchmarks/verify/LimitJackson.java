package io.github.mondayauth.benchmarks.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * The limit, which also reads the claims with Jackson's streaming parser and checks two of them.
 */
final class LimitJackson extends Limit {
  private final JsonFactory json = new JsonFactory();

  @Override
  long claims(byte[] header, byte[] payload) throws Exception {
    long accountId = 0;
    long userId = 0;
    long expiry = 0;
    String audience = "";
    String shortLivedToken = "";
    try (JsonParser parser = json.createParser(payload)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        switch (name) {
          case "accountId" -> accountId = parser.getLongValue();
          case "userId" -> userId = parser.getLongValue();
          case "exp" -> expiry = parser.getLongValue();
          case "aud" -> audience = parser.getText();
          case "shortLivedToken" -> shortLivedToken = parser.getText();
          default -> {
            if (value.isStructStart()) {
              parser.skipChildren();
            }
          }
        }
      }
    }
    if (expiry * 1000 < System.currentTimeMillis() || !audience.equals(RequestTokens.AUDIENCE)) {
      throw new SecurityException("The token has expired or has another audience");
    }
    return ClaimChecksum.of(accountId, userId, shortLivedToken);
  }
}
