package io.github.mondayauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.OAuthException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServletAdapterTest {
  private final OAuthException ours =
      new OAuthException(OAuthException.Reason.UNAVAILABLE, "a provider is down");

  @Test
  void findsTheLibrarysExceptionAmongTheCausesUpToALimit() {
    assertThat(ServletAdapter.find(null)).isEmpty();
    assertThat(ServletAdapter.find(new IllegalStateException("not ours"))).isEmpty();
    assertThat(ServletAdapter.find(ours)).containsSame(ours);
    assertThat(ServletAdapter.find(wrapped(31))).containsSame(ours);
    assertThat(ServletAdapter.find(wrapped(32))).isEmpty();
  }

  private Throwable wrapped(int times) {
    Throwable failure = ours;
    for (int i = 0; i < times; i++) {
      failure = new IllegalStateException(failure);
    }
    return failure;
  }

  @Test
  void searchEndsForCausesThatFormACycle() {
    Exception first = new IllegalStateException("first");
    Exception second = new IllegalStateException("second", first);
    first.initCause(second);

    assertThat(ServletAdapter.find(second)).isEmpty();
  }

  /**
   * Replies that the servlet would not have sent without {@code refuse} show which path it took.
   */
  @ParameterizedTest
  @EnumSource
  void refusesForTheLibrarysExceptionsUnlessTheResponseIsCommitted(TestServer.Container container)
      throws Exception {
    try (TestServer server = container.open("")) {
      server.servlet(
          new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
              Throwable failure =
                  switch (request.getServletPath()) {
                    case "/none" -> null;
                    case "/foreign" -> new IllegalStateException("not ours");
                    case "/error" -> new AssertionError("around it", wrapped(3));
                    default -> ours;
                  };
              response.getWriter().write("half a page");
              if (request.getServletPath().equals("/committed")) {
                response.flushBuffer();
              }
              if (!ServletAdapter.refuse(failure, request, response)) {
                response.getWriter().write(", and the rest");
              }
            }
          },
          "/none",
          "/foreign",
          "/error",
          "/ours",
          "/committed");
      server.start();

      for (String path : List.of("/ours", "/error")) {
        HttpResponse<String> refused = post(server, path);
        assertThat(refused.statusCode()).as(path).isEqualTo(ours.reply().status());
        assertThat(refused.body()).as(path).isEqualTo(ours.reply().body());
      }
      for (String path : List.of("/none", "/foreign", "/committed")) {
        HttpResponse<String> other = post(server, path);
        assertThat(other.statusCode()).as(path).isEqualTo(200);
        assertThat(other.body()).as(path).isEqualTo("half a page, and the rest");
      }
    }
  }

  private static HttpResponse<String> post(TestServer server, String path) throws Exception {
    return server.send(
        HttpRequest.newBuilder(server.at(path)).POST(HttpRequest.BodyPublishers.ofString("{}")));
  }
}
