package io.github.mondayauth.oauth;

/** The main job with access tokens that name their user and account. */
final class MainJobWithUserInAccessTokensTest extends MainJobTest {
  @Override
  OAuthFixture fixture() {
    return OAuthFixture.withUserInAccessTokens();
  }
}
