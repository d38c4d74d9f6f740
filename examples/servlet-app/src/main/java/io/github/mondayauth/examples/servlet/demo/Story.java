package io.github.mondayauth.examples.servlet.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Owner;
import io.github.mondayauth.testkit.FakeUser;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The six steps of the demo, and which of them a person has completed. */
final class Story {
  /** A step, in the order of the page. */
  enum Step {
    CONNECT,
    RUN,
    REFRESH,
    RECONNECT,
    ATTACK,
    UNINSTALL
  }

  private final Set<Step> done = EnumSet.noneOf(Step.class);
  private final Map<Owner, Set<String>> connections = new HashMap<>();
  private final Set<String> blocked = new TreeSet<>();
  private boolean expired;
  private boolean refreshed;
  private boolean ended;
  private boolean notified;

  synchronized void connected(Owner owner, String connection) {
    Set<String> all = connections.computeIfAbsent(owner, key -> new HashSet<>());
    all.add(connection);
    if (all.containsAll(DemoEnvironment.TITLES.keySet())) {
      done.add(Step.CONNECT);
    }
    if (notified) {
      done.add(Step.RECONNECT);
      notified = false;
      ended = false;
    }
  }

  /** Whether a user has connected all services. */
  synchronized boolean isConnected(FakeUser user) {
    Owner owner = new MondayAccount(user.accountId()).user(user.id());
    return connections.getOrDefault(owner, Set.of()).containsAll(DemoEnvironment.TITLES.keySet());
  }

  /** The access tokens have expired. */
  synchronized void expired() {
    expired = true;
    refreshed = false;
  }

  synchronized void refreshed() {
    refreshed = true;
  }

  /** Beetle Issues has ended its grants. */
  synchronized void ended() {
    ended = true;
  }

  /** The automation ran. */
  synchronized void ran() {
    done.add(Step.RUN);
    if (expired && refreshed) {
      done.add(Step.REFRESH);
    }
    expired = false;
  }

  /** monday.com notified a user that a service has to be reconnected. */
  synchronized void notified() {
    notified = true;
  }

  synchronized void blocked(String attack) {
    blocked.add(attack);
    if (blocked.containsAll(Attacks.NAMES)) {
      done.add(Step.ATTACK);
    }
  }

  synchronized void forgotten() {
    done.add(Step.UNINSTALL);
    connections.clear();
  }

  synchronized ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("expired", expired).put("ended", ended);
    var steps = json.putArray("done");
    done.forEach(step -> steps.add(step.name().toLowerCase(Locale.ROOT)));
    var attacks = json.putArray("blocked");
    blocked.forEach(attacks::add);
    return json;
  }
}
