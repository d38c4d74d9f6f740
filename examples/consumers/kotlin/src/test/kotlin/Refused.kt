import io.github.mondayauth.MondayAccount
import io.github.mondayauth.MondayApp
import io.github.mondayauth.MondayUser
import io.github.mondayauth.Owner
import io.github.mondayauth.RequestClaims
import io.github.mondayauth.TokenKind
import io.github.mondayauth.TokenRejectedException
import io.github.mondayauth.oauth.BrowserRequest
import io.github.mondayauth.oauth.Connections
import io.github.mondayauth.oauth.Credential
import io.github.mondayauth.oauth.Step
import io.github.mondayauth.vault.TokenStore
import io.github.mondayauth.vault.TokenVault
import java.time.Instant

// The compiler must refuse each line that ends in "refused", and no other.

fun missingBase(): MondayApp.Builder = MondayApp.builder("client", null) // refused

fun missingEndpoint(app: MondayApp): RequestClaims =
    app.requestVerifier().verify("header", null) // refused

fun missingPath(path: String?): BrowserRequest = BrowserRequest.get(path, null) // refused

fun missingConnection(connections: Connections, user: MondayUser): Credential =
    connections.credential(user, null) // refused

fun missingSecret(vault: TokenVault, user: MondayUser) = vault.put(user, "key", null) // refused

fun missingKey(store: TokenStore, key: TokenStore.Key?) = store.find(key) // refused

fun uncheckedBoard(claims: RequestClaims): Long = claims.boardId() // refused

fun uncheckedExpiry(credential: Credential): Instant = credential.expiresAt() // refused

fun uncheckedReason(app: MondayApp): TokenRejectedException.Reason =
    app.diagnose(TokenKind.REQUEST, "token", "/run").reason() // refused

fun uncheckedMember(credential: Credential): Long = credential.expiresAt().epochSecond // refused

fun forgottenStep(step: Step): Int =
    when (step) { // refused
        is Step.Ask -> 1
        is Step.Done -> 2
    }

fun forgottenOwner(owner: Owner): Int =
    when (owner) { // refused
        is MondayAccount -> 1
    }

fun forgottenConstant(created: TokenStore.Created): Int =
    when (created) { // refused
        TokenStore.Created.CREATED -> 1
        TokenStore.Created.EXISTS -> 2
    }
