package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.examples.servlet.demo.LogEntry.Fact;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The attacks that a person can try. Each outcome is computed from what the application did: a
 * blocked attack is one that it refused for the expected reason.
 */
final class Attacks {
  /** The names of all attacks. */
  static final List<String> NAMES = List.of("forge", "replay", "link", "guest");

  private final DemoEnvironment environment;
  private final DemoLog log;
  private final Story story;

  Attacks(DemoEnvironment environment, DemoLog log, Story story) {
    this.environment = environment;
    this.log = log;
    this.story = story;
  }

  /** What an attacker does, as the title of its log entry. */
  String title(String attack, FakeUser user) {
    return switch (attack) {
      case "forge" -> "An attacker forges a request in the name of " + user.name();
      case "replay" -> "An attacker replays a token from the browser of " + user.name();
      case "link" -> "Gus, a guest, opens the link of another user";
      case "guest" -> "Gus, a guest, sends a fake uninstall event";
      default -> throw new NoSuchElementException("No such attack");
    };
  }

  /** Attacks, and returns what came of it. */
  Outcome attempt(String attack, FakeUser user) {
    return switch (attack) {
      case "forge" -> expect(forged(user), Reason.SIGNATURE, "signed with another secret");
      case "replay" -> replayed(user);
      case "link" -> stolenLink();
      case "guest" -> guest();
      default -> throw new NoSuchElementException("No such attack");
    };
  }

  private AppReply forged(FakeUser user) {
    String token =
        environment
            .monday
            .tokens()
            .request(environment.at("/monday/run"))
            .account(user.accountId())
            .user(user.id())
            .signedWith("a different signing secret".repeat(2))
            .sign();
    return environment.monday.post(environment.at("/monday/run"), token, "{}");
  }

  private Outcome replayed(FakeUser user) {
    String query = user.addRecipe(environment.at("/authorize")).getRawQuery();
    String token = query.substring("token=".length());
    AppReply reply = environment.monday.post(environment.at("/monday/run"), token, "{}");
    return expect(reply, Reason.AUDIENCE, "that token is for another address");
  }

  private Outcome expect(AppReply reply, Reason reason, String why) {
    return reply.status() == 401 && log.rejection() == reason
        ? Outcome.blocked(why)
        : Outcome.broken("Not blocked: the app replied with status " + reply.status());
  }

  /** Opens the link of a user who still has something to connect, and consents as Gus. */
  private Outcome stolenLink() {
    Optional<FakeUser> victim =
        Stream.of(environment.grace, environment.linus, environment.ada)
            .filter(user -> !story.isConnected(user))
            .findFirst();
    if (victim.isEmpty()) {
      return Outcome.blocked("everybody is connected, so no link connects anything");
    }
    URI link = new View(environment, victim.get(), new TestBrowser()).link();
    TestBrowser.Page page = new TestBrowser().open(link);
    if (page.hasForm()) {
      String thief = String.valueOf(environment.gus.id());
      page = page.submit(Map.of("decision", "allow", "user", thief));
    }
    return page.reply().status() == 403
        ? Outcome.blocked("the link connects " + victim.get().name() + " and nobody else")
        : Outcome.broken("Not blocked: the app replied with status " + page.reply().status());
  }

  private Outcome guest() {
    AppReply reply = environment.gus.lifecycle(environment.lifecycleUrl(), "uninstall");
    return reply.status() == 200 && !log.has(Fact.FORGOTTEN)
        ? Outcome.blocked(
            log.has(Fact.CLAIMED)
                ? "an uninstall by a guest is not proven, so nothing was deleted"
                : "there was nothing to delete")
        : Outcome.broken("Not blocked: the account was deleted");
  }
}
