package io.github.mondayauth.examples.spring;

import io.github.mondayauth.Secret;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The issue tracker, from its documentation and from the app's registration there. */
@ConfigurationProperties("tracker")
record TrackerProperties(
    URI authorizationEndpoint,
    URI tokenEndpoint,
    URI revocationEndpoint,
    URI api,
    String clientId,
    Secret clientSecret) {}
