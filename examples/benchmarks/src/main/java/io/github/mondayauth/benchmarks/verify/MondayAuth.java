package io.github.mondayauth.benchmarks.verify;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.RequestVerifier;
import io.github.mondayauth.Secret;
import java.net.URI;

/** monday-auth: all checks of a request, with typed claims as result. */
final class MondayAuth implements Verification {
  private final RequestVerifier verifier =
      MondayApp.builder("client id", URI.create(RequestTokens.BASE_URI))
          .signingSecret(Secret.of(RequestTokens.SECRET))
          .build()
          .requestVerifier();

  @Override
  public long verify(String token) {
    RequestClaims claims = verifier.verify(token, RequestTokens.ENDPOINT);
    return ClaimChecksum.of(
        claims.account().id(),
        claims.user().id(),
        requireNonNull(claims.shortLivedToken()).secret().reveal());
  }
}
