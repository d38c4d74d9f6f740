package io.github.mondayauth.spring;

import io.github.mondayauth.AgentRequest;
import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthorizationClaims;
import io.github.mondayauth.FeatureLifecycleEvent;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.SessionClaims;
import io.github.mondayauth.servlet.ServletAdapter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.MethodParameter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.util.ServletRequestPathUtils;

/** The kinds of verified values that a handler can have as an argument. */
enum VerifiedKind {
  REQUEST(RequestClaims.class) {
    @Override
    Object verify(MondayApp app, HttpServletRequest request) {
      return app.requestVerifier().verify(ServletAdapter.authorization(request), endpoint(request));
    }
  },
  SESSION(SessionClaims.class) {
    @Override
    Object verify(MondayApp app, HttpServletRequest request) {
      return app.sessionTokenVerifier().verify(ServletAdapter.authorization(request));
    }
  },
  AUTHORIZATION(AuthorizationClaims.class) {
    @Override
    Object verify(MondayApp app, HttpServletRequest request) {
      String[] tokens = request.getParameterValues("token");
      String token = tokens == null || tokens.length != 1 ? null : tokens[0];
      return app.authorizationTokenVerifier().verify(token, path(request));
    }
  },
  APP_LIFECYCLE(AppLifecycleEvent.class) {
    @Override
    Object verify(MondayApp app, HttpServletRequest request) throws IOException {
      return app.appLifecycleVerifier()
          .verify(ServletAdapter.authorization(request), ServletAdapter.body(request));
    }
  },
  FEATURE_LIFECYCLE(FeatureLifecycleEvent.class) {
    @Override
    Object verify(MondayApp app, HttpServletRequest request) throws IOException {
      return app.featureLifecycleVerifier()
          .verify(ServletAdapter.authorization(request), ServletAdapter.body(request));
    }
  },
  AGENT(AgentRequest.class) {
    /** {@link AgentFilter} verifies the raw body, which is consumed when a handler is called. */
    @Override
    Object verify(MondayApp app, HttpServletRequest request) {
      throw new IllegalStateException(
          "expected a path below monday-auth.agent-paths for a handler of agent requests, found"
              + " another one");
    }
  };

  private final Class<?> type;

  VerifiedKind(Class<?> type) {
    this.type = type;
  }

  /**
   * Verifies a request.
   *
   * @throws io.github.mondayauth.TokenRejectedException if the request is not verified
   * @throws IllegalStateException if the app lacks the secret of this kind
   */
  abstract Object verify(MondayApp app, HttpServletRequest request) throws IOException;

  /** The verified value of a request. A request is verified once, and keeps it in an attribute. */
  Object of(MondayApp app, HttpServletRequest request) throws IOException {
    Object known = request.getAttribute(type.getName());
    if (known != null) {
      return known;
    }
    Object verified = verify(app, request);
    request.setAttribute(type.getName(), verified);
    return verified;
  }

  static Optional<VerifiedKind> of(MethodParameter parameter) {
    return Arrays.stream(values())
        .filter(kind -> kind.type == parameter.getParameterType())
        .findFirst();
  }

  /** The kinds that a handler has as arguments. */
  static Set<VerifiedKind> in(Object handler) {
    Set<VerifiedKind> kinds = EnumSet.noneOf(VerifiedKind.class);
    if (handler instanceof HandlerMethod method) {
      for (MethodParameter parameter : method.getMethodParameters()) {
        of(parameter).ifPresent(kinds::add);
      }
    }
    return kinds;
  }

  /** The raw path below the context path and the servlet path, by which Spring MVC routes. */
  private static String path(HttpServletRequest request) {
    return ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication().value();
  }

  private static String endpoint(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? path(request) : path(request) + "?" + query;
  }
}
