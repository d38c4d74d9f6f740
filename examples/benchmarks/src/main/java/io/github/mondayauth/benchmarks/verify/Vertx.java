package io.github.mondayauth.benchmarks.verify;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;

/** io.vertx:vertx-auth-jwt, without an event loop, since its verification does not block. */
final class Vertx implements Verification {
  private final JWTAuth auth =
      JWTAuth.create(
          null,
          new JWTAuthOptions()
              .addPubSecKey(
                  new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(RequestTokens.SECRET))
              .setJWTOptions(new JWTOptions().addAudience(RequestTokens.AUDIENCE)));

  @Override
  public long verify(String token) throws Exception {
    Future<User> user = auth.authenticate(new TokenCredentials(token));
    if (user.failed()) {
      throw new SecurityException(user.cause());
    }
    JsonObject claims = user.result().principal();
    return ClaimChecksum.of(
        claims.getLong("accountId"), claims.getLong("userId"), claims.getString("shortLivedToken"));
  }
}
