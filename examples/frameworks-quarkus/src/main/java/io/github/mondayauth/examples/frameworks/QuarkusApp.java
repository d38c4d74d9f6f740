package io.github.mondayauth.examples.frameworks;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

@Path("/")
public class QuarkusApp {
  private final MondayApp app;
  private final Connections connections;

  QuarkusApp(MondayApp app, Connections connections) {
    this.app = app;
    this.connections = connections;
  }

  @POST
  @Path("run")
  public Response run(@Context HttpHeaders headers) {
    String authorization = String.join(",", headers.getRequestHeader("Authorization"));
    RequestClaims claims = app.requestVerifier().verify(authorization, "/run");
    connections.credential(claims.user(), "monday");
    return response(Reply.json(200, "{}"));
  }

  @GET
  @Path("authorize")
  public Response authorize(@Context UriInfo uri, @Context HttpHeaders headers) {
    return response(connections.begin(get(uri, headers)).reply());
  }

  @GET
  @Path("callback/{path:.+}")
  public Response callback(@Context UriInfo uri, @Context HttpHeaders headers) {
    return response(connections.resume(get(uri, headers)).reply());
  }

  @POST
  @Path("callback/{path:.+}")
  public Response callback(@Context UriInfo uri, @Context HttpHeaders headers, String form) {
    BrowserRequest post =
        BrowserRequest.post(uri.getRequestUri().getRawPath(), form)
            .headers(headers::getRequestHeader);
    return response(connections.resume(post).reply());
  }

  // In a class without @Path, so that it applies to every resource of the application.
  public static class Refusals {
    @ServerExceptionMapper
    public Response refused(MondayAuthException e) {
      return response(e.reply());
    }
  }

  private static BrowserRequest get(UriInfo uri, HttpHeaders headers) {
    return BrowserRequest.get(uri.getRequestUri().getRawPath(), uri.getRequestUri().getRawQuery())
        .headers(headers::getRequestHeader);
  }

  private static Response response(Reply reply) {
    Response.ResponseBuilder response = Response.status(reply.status()).entity(reply.body());
    reply.headers().forEach(response::header);
    reply.cookies().forEach(cookie -> response.header("Set-Cookie", cookie));
    return response.build();
  }
}
