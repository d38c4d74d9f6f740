package io.github.mondayauth.examples.servlet;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/** Captures all log lines: those of the library, okhttp and JDBC at TRACE, all others at INFO. */
final class CapturedLogs implements AutoCloseable {
  private static final List<String> AT_TRACE =
      List.of(
          "io.github.mondayauth", "okhttp3", "com.zaxxer.hikari", "org.sqlite", "org.postgresql");

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Map<Logger, Level> before = new LinkedHashMap<>();
  private final List<java.util.logging.Logger> jdk;
  private final Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Slf4j appender = new Slf4j();
  private final Jdk handler = new Jdk();

  CapturedLogs() {
    set(root, Level.INFO);
    AT_TRACE.forEach(name -> set(logger(name), Level.TRACE));
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
    jdk = AT_TRACE.stream().map(java.util.logging.Logger::getLogger).toList();
    handler.setLevel(java.util.logging.Level.ALL);
    for (java.util.logging.Logger logger : jdk) {
      logger.setLevel(java.util.logging.Level.ALL);
      logger.setUseParentHandlers(false);
      logger.addHandler(handler);
    }
  }

  /** The lines so far as {@code logger: message}, followed by the stack trace with all causes. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  private void set(Logger logger, Level level) {
    before.put(logger, logger.getLevel());
    logger.setLevel(level);
  }

  private final class Slf4j extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      String trace =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      lines.add(
          event.getLoggerName()
              + ": "
              + event.getFormattedMessage()
              + event.getMDCPropertyMap()
              + trace);
    }
  }

  private final class Jdk extends Handler {
    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord line) {
      StringWriter trace = new StringWriter();
      if (line.getThrown() != null) {
        line.getThrown().printStackTrace(new PrintWriter(trace));
      }
      lines.add(line.getLoggerName() + ": " + formatter.formatMessage(line) + trace);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    before.forEach(Logger::setLevel);
    jdk.forEach(
        logger -> {
          logger.removeHandler(handler);
          logger.setLevel(null);
        });
  }
}
