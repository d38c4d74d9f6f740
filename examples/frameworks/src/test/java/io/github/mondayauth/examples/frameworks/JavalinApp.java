package io.github.mondayauth.examples.frameworks;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Collections;

final class JavalinApp {
  private JavalinApp() {}

  static AutoCloseable start(int port, MondayApp app, Connections connections) {
    Javalin server =
        Javalin.create()
            .post("/run", context -> send(context, run(context, app, connections)))
            .get("/authorize", context -> send(context, begin(context, connections)))
            .get("/callback/*", context -> send(context, resume(context, connections)))
            .post("/callback/*", context -> send(context, resume(context, connections)))
            .exception(MondayAuthException.class, (e, context) -> send(context, e.reply()))
            .start("localhost", port);
    return server::stop;
  }

  private static Reply run(Context context, MondayApp app, Connections connections) {
    String authorization =
        String.join(",", Collections.list(context.req().getHeaders("Authorization")));
    RequestClaims claims = app.requestVerifier().verify(authorization, "/run");
    connections.credential(claims.user(), "monday");
    return Reply.json(200, "{}");
  }

  private static Reply begin(Context context, Connections connections) {
    return connections.begin(request(context)).reply();
  }

  private static Reply resume(Context context, Connections connections) {
    return connections.resume(request(context)).reply();
  }

  private static BrowserRequest request(Context context) {
    BrowserRequest request =
        context.method() == HandlerType.POST
            ? BrowserRequest.post(context.path(), context.body())
            : BrowserRequest.get(context.path(), context.queryString());
    return request.headers(name -> Collections.list(context.req().getHeaders(name)));
  }

  private static void send(Context context, Reply reply) {
    context.status(reply.status()).result(reply.body());
    reply.headers().forEach(context::header);
    reply.cookies().forEach(cookie -> context.res().addHeader("Set-Cookie", cookie));
  }
}
