package io.github.mondayauth.oauth;

import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import java.util.function.LongPredicate;

/** A handler as an application has one: a custom action that only some accounts may run. */
final class TaskHandler {
  private final LongPredicate licensed;

  TaskHandler(LongPredicate licensed) {
    this.licensed = licensed;
  }

  Reply run(RequestClaims claims) {
    return licensed.test(claims.account().id())
        ? Reply.json(200, "{}")
        : Reply.notifyUser("No license", "Ask your administrator to buy a license.");
  }
}
