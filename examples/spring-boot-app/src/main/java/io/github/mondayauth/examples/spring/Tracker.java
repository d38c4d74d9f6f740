package io.github.mondayauth.examples.spring;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.spring.CredentialInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.web.client.RestClient;

/** Calls the issue tracker on behalf of a user. */
@Service
class Tracker {
  private final RestClient client;
  private final TrackerProperties properties;

  Tracker(RestClient trackerClient, TrackerProperties properties) {
    this.client = trackerClient;
    this.properties = properties;
  }

  private record Profile(String login) {}

  /**
   * The user's login.
   *
   * @throws io.github.mondayauth.oauth.NotConnectedException if the user has to connect
   * @throws org.springframework.web.client.RestClientException if the tracker does not reply
   */
  String login(MondayUser user) {
    @Nullable Profile profile =
        client
            .get()
            .uri(properties.api())
            .attributes(CredentialInterceptor.owner(user))
            .retrieve()
            .body(Profile.class);
    if (profile == null) {
      throw new IllegalStateException("Expected a profile from the tracker, found none");
    }
    return profile.login();
  }
}
