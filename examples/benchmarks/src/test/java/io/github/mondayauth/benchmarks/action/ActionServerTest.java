package io.github.mondayauth.benchmarks.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.benchmarks.action.KeepAliveClient.Response;
import io.github.mondayauth.benchmarks.store.Database;
import io.github.mondayauth.benchmarks.verify.RequestTokens;
import io.github.mondayauth.vault.KeyRing;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each measured subject really serves actions. */
class ActionServerTest {
  private static final int USERS = 20;

  /** Longer than any test runs, in milliseconds. */
  private static final int FOREVER = 600_000;

  private static final Secret KEYS = KeyRing.generate();
  private static final Map<String, ActionServer> SERVERS = new LinkedHashMap<>();

  /** The statements that the servers prepared. */
  private static final List<String> STATEMENTS = new CopyOnWriteArrayList<>();

  private static Database database;
  private static HikariDataSource pool;

  @BeforeAll
  static void start() throws Exception {
    database = Database.open("postgresql");
    ActionData.create(database, KEYS, USERS);
    pool = database.pool(ActionData.NAME, true);
    for (String subject : subjects()) {
      SERVERS.put(subject, new ActionServer(subject, recording(pool), KEYS));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    for (ActionServer server : SERVERS.values()) {
      server.close();
    }
    pool.close();
    database.close();
  }

  static List<String> subjects() {
    return ActionServer.SUBJECTS;
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void repliesWithTheUsersTwoCredentials(String subject) throws Exception {
    for (int i = 0; i < USERS; i++) {
      MondayUser user = ActionRequests.user(i);

      Response response = send(subject, ActionRequests.request(user));

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body())
          .isEqualTo(
              ActionRequests.reply(
                  user,
                  length(subject, user, ActionRequests.FIRST),
                  length(subject, user, ActionRequests.SECOND)));
    }
  }

  /** The length of the access token, or of the row for the subject that does not decrypt it. */
  private static int length(String subject, MondayUser user, String connection) throws Exception {
    if (!subject.equals("bare")) {
      return ActionData.TOKEN_CHARACTERS;
    }
    try (Connection jdbc = pool.getConnection();
        PreparedStatement select =
            jdbc.prepareStatement(
                "SELECT octet_length(content) FROM monday_auth_record"
                    + " WHERE account = ? AND name LIKE ?")) {
      select.setLong(1, user.account().id());
      select.setString(2, "credential/user:" + user.id() + "/" + connection + "/%");
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isGreaterThan(2 * ActionData.TOKEN_CHARACTERS);
        return row.getInt(1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void refusesForgedToken(String subject) throws Exception {
    Response response =
        send(subject, ActionRequests.request(RequestTokens.forged(ActionRequests.user(0))));

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.body()).doesNotContain("outputFields");
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void runsTwoSelectsForEachRequest(String subject) throws Exception {
    byte[] request = ActionRequests.request(ActionRequests.user(0));
    // The first request of an account also reads its data key.
    send(subject, request);
    STATEMENTS.clear();

    send(subject, request);

    assertThat(STATEMENTS).hasSize(2).allMatch(sql -> sql.startsWith("SELECT "));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void generatorSendsRequestsToAllInstances(String subject) throws Exception {
    int port = SERVERS.get(subject).port();
    try (ActionServer other = new ActionServer(subject, pool, KEYS);
        LoadGenerator generator = new LoadGenerator(USERS)) {
      STATEMENTS.clear();

      LoadGenerator.Result result = generator.run(1, FOREVER, 10, List.of(port, other.port()));

      assertThat(result.requests()).isEqualTo(10);
      assertThat(result.p99Nanos()).isPositive();
      // The first request of an account also reads its data key.
      long own = STATEMENTS.stream().filter(sql -> !sql.contains("monday_auth_root")).count();
      assertThat(own).isEqualTo(2 * 5);
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void generatorFailsIfUserHasNoCredential(String subject) throws Exception {
    int port = SERVERS.get(subject).port();
    try (LoadGenerator generator = new LoadGenerator(1_000)) {
      assertThatThrownBy(() -> generator.run(1, FOREVER, List.of(port)))
          .hasRootCauseInstanceOf(IOException.class)
          .hasMessageContaining("Expected status 200");
    }
  }

  private static Response send(String subject, byte[] request) throws IOException {
    try (KeepAliveClient client = new KeepAliveClient(SERVERS.get(subject).port())) {
      return client.send(request);
    }
  }

  /** Records the statements that are prepared. */
  private static DataSource recording(DataSource source) {
    return proxy(
        DataSource.class,
        source,
        (method, arguments, result) ->
            result instanceof Connection connection ? recording(connection) : result);
  }

  private static Connection recording(Connection connection) {
    return proxy(
        Connection.class,
        connection,
        (method, arguments, result) -> {
          if (method.equals("prepareStatement")) {
            STATEMENTS.add((String) arguments[0]);
          }
          return result;
        });
  }

  private interface After {
    Object change(String method, Object[] arguments, Object result);
  }

  private static <T> T proxy(Class<T> type, T target, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            ActionServerTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return after.change(method.getName(), arguments, method.invoke(target, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
