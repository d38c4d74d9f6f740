import io.github.mondayauth.MondayAccount
import io.github.mondayauth.MondayApp
import io.github.mondayauth.MondayUser
import io.github.mondayauth.Owner
import io.github.mondayauth.RequestClaims
import io.github.mondayauth.Secret
import io.github.mondayauth.TokenKind
import io.github.mondayauth.oauth.BrowserRequest
import io.github.mondayauth.oauth.Credential
import io.github.mondayauth.oauth.NotConnectedException
import io.github.mondayauth.oauth.Step
import io.github.mondayauth.vault.KeyRing
import io.github.mondayauth.vault.TokenStore
import io.github.mondayauth.vault.TokenVault
import java.net.URI
import java.time.Instant

// No branch for the rest: the compiler has to see that there is none.
fun kind(step: Step): String =
    when (step) {
        is Step.Ask -> "asks for ${step.connection()}"
        is Step.Done -> "returns to ${step.backToUrl()}"
        is Step.Refused -> "refuses: ${step.cause().message}"
    }

fun id(owner: Owner): Long =
    when (owner) {
        is MondayUser -> owner.id()
        is MondayAccount -> owner.id()
    }

fun secret(kind: TokenKind): String =
    when (kind) {
        TokenKind.REQUEST, TokenKind.AUTHORIZATION, TokenKind.FEATURE_LIFECYCLE -> "signing secret"
        TokenKind.SESSION, TokenKind.APP_LIFECYCLE -> "client secret"
        TokenKind.AGENT_REQUEST -> "agent's secret"
    }

fun wasRefused(reason: NotConnectedException.Reason): Boolean =
    when (reason) {
        NotConnectedException.Reason.NEVER_CONNECTED -> false
        NotConnectedException.Reason.GRANT_ENDED,
        NotConnectedException.Reason.REFRESH_REFUSED,
        NotConnectedException.Reason.INTERRUPTED_REFRESH,
        NotConnectedException.Reason.REJECTED -> true
    }

fun board(claims: RequestClaims): Long = claims.boardId() ?: 0

fun expires(credential: Credential): Instant = credential.expiresAt() ?: Instant.MAX

// Nulls that the library accepts: a missing header, a missing query.
fun verify(app: MondayApp, header: String?): RequestClaims = app.requestVerifier().verify(header, "/run")

fun request(headers: Map<String, List<String>>): BrowserRequest =
    BrowserRequest.get("/authorize", null).headers { name -> headers[name] }

fun main() {
    val app =
        MondayApp.builder("client", URI.create("https://app.example.com"))
            .clientSecret(Secret.of("c".repeat(32)))
            .signingSecret(Secret.of("s".repeat(32)))
            .build()
    val vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()))
    val user = MondayUser(MondayAccount(1), 2)
    vault.openAccount(user.account(), Instant.now())
    vault.put(user, "key", Secret.of("value"))
    println("${id(user)} ${vault.find(user, "key").map(Secret::reveal).orElse("none")}")
}
