package io.github.mondayauth.oauth.cluster;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.oauth.ForgetResult;
import io.github.mondayauth.oauth.MaintenanceReport;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** The commands of an instance: the calls that an application makes. */
final class InstanceCommands {
  private final Connections connections;
  private final Consumer<String> events;
  private final Map<String, Credential> returned = new ConcurrentHashMap<>();

  InstanceCommands(Connections connections, Consumer<String> events) {
    this.connections = connections;
    this.events = events;
  }

  /** Runs a command and returns the words of its outcome, of which the first is the kind. */
  List<String> run(String verb, List<String> arguments) {
    try {
      return new ArrayList<>(execute(verb, arguments));
    } catch (NotConnectedException e) {
      return List.of("NotConnected", e.reason().name());
    } catch (OAuthException e) {
      return List.of("OAuth", e.reason().name());
    } catch (Exception | Error e) {
      e.printStackTrace();
      return List.of("failed", String.valueOf(e));
    }
  }

  private List<String> execute(String verb, List<String> a) throws Exception {
    return switch (verb) {
      case "begin" -> step(connections.begin(authorize(a.get(0))));
      case "resume" -> step(connections.resume(callback(a)));
      case "resumes" -> counted(a, 3, () -> step(connections.resume(callback(a))));
      case "credential" -> credential(a);
      case "credentials" -> counted(a, 3, () -> credential(a));
      case "renew" -> renew(a);
      case "connected" -> {
        List<String> names = new ArrayList<>(List.of("ok"));
        names.addAll(connections.connected(user(a)));
        yield names;
      }
      case "put" -> {
        connections.admin().put(user(a), a.get(2), Credential.of(Secret.of(a.get(3))));
        yield List.of("ok");
      }
      case "forget" -> {
        ForgetResult result =
            connections.admin().forget(new MondayAccount(Long.parseLong(a.get(0))));
        yield List.of("ok", String.valueOf(result.records()));
      }
      case "maintain" -> {
        MaintenanceReport report =
            connections.admin().maintain(Duration.ofMillis(Long.parseLong(a.get(0))));
        yield List.of(
            "ok",
            report.end().name(),
            String.valueOf(report.accounts()),
            String.valueOf(report.credentials()),
            String.valueOf(report.disproved()));
      }
      default -> throw new IllegalArgumentException(verb);
    };
  }

  private static BrowserRequest authorize(String query) {
    return BrowserRequest.get("/authorize", query);
  }

  private static BrowserRequest callback(List<String> a) {
    return BrowserRequest.get(a.get(0), a.get(1))
        .headers(name -> name.equals("Cookie") ? List.of(a.get(2)) : null);
  }

  private static MondayUser user(List<String> a) {
    return new MondayAccount(Long.parseLong(a.get(0))).user(Long.parseLong(a.get(1)));
  }

  private List<String> credential(List<String> a) {
    Credential credential = connections.credential(user(a), a.get(2));
    returned.put(a.get(1) + a.get(2), credential);
    return List.of("ok", credential.secret().reveal());
  }

  /** Reports the last returned credential as refused by its service. */
  private List<String> renew(List<String> a) {
    Credential rejected = returned.get(a.get(1) + a.get(2));
    return List.of("ok", connections.renew(rejected).secret().reveal());
  }

  private static List<String> step(Step step) {
    String what = "";
    if (step instanceof Step.Ask ask) {
      what = ask.connection();
    } else if (step instanceof Step.Refused refused) {
      MondayAuthException cause = refused.cause();
      what =
          cause instanceof OAuthException oauth
              ? oauth.reason().name()
              : cause.getClass().getSimpleName();
    }
    return List.of(
        step.getClass().getSimpleName(),
        what,
        step.reply().headers().getOrDefault("Location", ""),
        String.join("\n", step.reply().cookies()),
        step.reply().body());
  }

  /**
   * Makes the same call in many threads at once, and reports when all threads are about to call.
   * The outcome contains each result that occurred, and how often.
   */
  private List<String> counted(List<String> a, int index, Callable<List<String>> call)
      throws InterruptedException, ExecutionException {
    int threads = Integer.parseInt(a.get(index));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch ready = new CountDownLatch(threads);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<String>> results = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      results.add(
          pool.submit(
              () -> {
                ready.countDown();
                start.await();
                return outcome(call);
              }));
    }
    ready.await();
    start.countDown();
    events.accept("CALLING");
    Map<String, Integer> counts = new TreeMap<>();
    for (Future<String> result : results) {
      counts.merge(result.get(), 1, Integer::sum);
    }
    pool.shutdown();
    List<String> words = new ArrayList<>(List.of("ok"));
    counts.forEach((outcome, count) -> words.addAll(List.of(outcome, String.valueOf(count))));
    return words;
  }

  private static String outcome(Callable<List<String>> call) throws Exception {
    try {
      List<String> words = call.call();
      return words.get(0) + " " + words.get(1);
    } catch (NotConnectedException e) {
      return "NotConnected " + e.reason();
    } catch (OAuthException e) {
      return "OAuth " + e.reason();
    }
  }
}
