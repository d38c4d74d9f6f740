/**
 * Connects the library to servlet containers.
 *
 * <p>{@link io.github.mondayauth.servlet.MondayRequestFilter} and {@link
 * io.github.mondayauth.servlet.AuthorizationServlet} are the entry points.
 */
module io.github.mondayauth.servlet {
  requires static transitive org.jspecify;
  requires transitive io.github.mondayauth;
  requires static transitive io.github.mondayauth.oauth;
  requires static transitive jakarta.servlet;

  exports io.github.mondayauth.servlet;
}
