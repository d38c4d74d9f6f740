package io.github.mondayauth.examples.endtoend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/**
 * The authorization server's grants. Adds reuse detection, which Spring Authorization Server leaves
 * to its store: a refresh token that was replaced by rotation ends the whole grant when it is
 * presented again (RFC 9700 section 4.14.2). Also remembers every token issued. Safe for use by
 * several threads.
 */
final class Authorizations implements OAuth2AuthorizationService {
  private final InMemoryOAuth2AuthorizationService current =
      new InMemoryOAuth2AuthorizationService();
  private final Map<String, String> replaced = new HashMap<>();
  private final List<Issued> issued = new ArrayList<>();
  private final List<String> reused = new CopyOnWriteArrayList<>();
  private volatile Barrier afterIssue = Barrier.OPEN;

  /** The tokens of one token response. */
  record Issued(String clientId, String accessToken, @Nullable String refreshToken) {}

  @Override
  public void save(OAuth2Authorization authorization) {
    if (keep(authorization)) {
      afterIssue.pass();
    }
  }

  /** Returns whether the authorization has a new access token. */
  private synchronized boolean keep(OAuth2Authorization authorization) {
    OAuth2Authorization before = current.findById(authorization.getId());
    String old = before == null ? null : refreshToken(before);
    if (old != null && !old.equals(refreshToken(authorization))) {
      replaced.put(old, authorization.getId());
    }
    String accessToken = accessToken(authorization);
    boolean isNew =
        accessToken != null && (before == null || !accessToken.equals(accessToken(before)));
    if (isNew) {
      issued.add(
          new Issued(
              authorization.getRegisteredClientId(), accessToken, refreshToken(authorization)));
    }
    current.save(authorization);
    return isNew;
  }

  /** Every token request passes this barrier after its tokens are valid. */
  void afterIssue(Barrier barrier) {
    afterIssue = barrier;
  }

  @Override
  public synchronized void remove(OAuth2Authorization authorization) {
    current.remove(authorization);
  }

  @Override
  public synchronized @Nullable OAuth2Authorization findById(String id) {
    return current.findById(id);
  }

  @Override
  public synchronized @Nullable OAuth2Authorization findByToken(
      String token, @Nullable OAuth2TokenType type) {
    OAuth2Authorization found = current.findByToken(token, type);
    String id = replaced.get(token);
    if (found == null && id != null && OAuth2TokenType.REFRESH_TOKEN.equals(type)) {
      reused.add(token);
      end(id);
    }
    return found;
  }

  /** The replaced refresh tokens that clients presented again. */
  List<String> reused() {
    return reused;
  }

  /** All token responses to this client, the latest one last. */
  synchronized List<Issued> issued(String clientId) {
    return issued.stream().filter(each -> each.clientId().equals(clientId)).toList();
  }

  /** Ends every grant of a client, as its users can do in their settings. */
  synchronized void endGrants(String clientId) {
    for (Issued each : issued(clientId)) {
      OAuth2Authorization authorization =
          current.findByToken(each.accessToken(), OAuth2TokenType.ACCESS_TOKEN);
      if (authorization != null) {
        current.remove(authorization);
      }
    }
  }

  private void end(String id) {
    OAuth2Authorization family = current.findById(id);
    if (family != null) {
      current.remove(family);
    }
  }

  private static @Nullable String accessToken(OAuth2Authorization authorization) {
    var token = authorization.getAccessToken();
    return token == null ? null : token.getToken().getTokenValue();
  }

  private static @Nullable String refreshToken(OAuth2Authorization authorization) {
    var token = authorization.getRefreshToken();
    return token == null ? null : token.getToken().getTokenValue();
  }
}
