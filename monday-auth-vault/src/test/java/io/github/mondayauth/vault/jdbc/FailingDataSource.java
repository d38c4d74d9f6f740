package io.github.mondayauth.vault.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Returns connections whose calls can be made to fail, and counts the open ones. */
final class FailingDataSource {
  private final DataSource source;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger borrowed = new AtomicInteger();
  private volatile String method = "";
  private volatile String state = "";
  private final AtomicInteger failures = new AtomicInteger();

  FailingDataSource(DataSource source) {
    this.source = source;
  }

  /** Makes the next calls of a connection's method fail with an SQL state. */
  void fail(String connectionMethod, String sqlState, int times) {
    method = connectionMethod;
    state = sqlState;
    failures.set(times);
  }

  int open() {
    return open.get();
  }

  int borrowed() {
    return borrowed.get();
  }

  DataSource source() {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, called, arguments) ->
                called.getName().equals("getConnection")
                    ? connection(source.getConnection())
                    : called.invoke(source, arguments));
  }

  private Connection connection(Connection real) {
    open.incrementAndGet();
    borrowed.incrementAndGet();
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, called, arguments) -> {
              if (called.getName().equals("close")) {
                open.decrementAndGet();
              }
              if (called.getName().equals(method) && failures.getAndDecrement() > 0) {
                throw new SQLException("requested failure", state);
              }
              try {
                return called.invoke(real, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
