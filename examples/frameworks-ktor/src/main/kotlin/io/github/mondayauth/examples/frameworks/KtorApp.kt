package io.github.mondayauth.examples.frameworks

import io.github.mondayauth.MondayApp
import io.github.mondayauth.MondayAuthException
import io.github.mondayauth.Reply
import io.github.mondayauth.oauth.BrowserRequest
import io.github.mondayauth.oauth.Connections
import io.ktor.http.ContentType
import io.ktor.http.HttpStatusCode
import io.ktor.server.application.ApplicationCall
import io.ktor.server.cio.CIO
import io.ktor.server.engine.embeddedServer
import io.ktor.server.request.path
import io.ktor.server.request.queryString
import io.ktor.server.request.receiveText
import io.ktor.server.response.respondText
import io.ktor.server.routing.get
import io.ktor.server.routing.post
import io.ktor.server.routing.routing
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

class KtorApp(private val app: MondayApp, private val connections: Connections) {
    fun start(port: Int): AutoCloseable {
        val server =
            embeddedServer(CIO, port, "localhost") {
                routing {
                    post("/run") {
                        val authorization = call.request.headers.getAll("Authorization")
                        call.send { run(authorization?.joinToString(",")) }
                    }
                    get("/authorize") {
                        val request = call.browserGet()
                        call.send { connections.begin(request).reply() }
                    }
                    get("/callback/{...}") {
                        val request = call.browserGet()
                        call.send { connections.resume(request).reply() }
                    }
                    post("/callback/{...}") {
                        val request = call.browserPost()
                        call.send { connections.resume(request).reply() }
                    }
                }
            }
        server.start()
        return AutoCloseable { server.stop(0, 0) }
    }

    private fun run(authorization: String?): Reply {
        val claims = app.requestVerifier().verify(authorization, "/run")
        connections.credential(claims.user(), "monday")
        return Reply.json(200, "{}")
    }

    private fun ApplicationCall.browserGet() =
        BrowserRequest.get(request.path(), request.queryString()).headers(request.headers::getAll)

    private suspend fun ApplicationCall.browserPost() =
        BrowserRequest.post(request.path(), receiveText()).headers(request.headers::getAll)

    // The library waits for databases and providers, which must not block Ktor's own threads.
    private suspend fun ApplicationCall.send(handler: () -> Reply) {
        val reply =
            withContext(Dispatchers.IO) {
                try {
                    handler()
                } catch (e: MondayAuthException) {
                    e.reply()
                }
            }
        reply.headers().filterKeys { it != "Content-Type" }.forEach(response.headers::append)
        reply.cookies().forEach { response.headers.append("Set-Cookie", it) }
        val type = reply.headers()["Content-Type"]?.let(ContentType::parse)
        respondText(reply.body(), type, HttpStatusCode.fromValue(reply.status()))
    }
}
