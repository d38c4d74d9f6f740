package io.github.mondayauth.spring;

import org.jspecify.annotations.Nullable;

/** A setting or bean that is missing or invalid. Its message contains no secret. */
final class ConfigurationFailure extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String action;

  ConfigurationFailure(String message, String action, @Nullable Throwable cause) {
    super(message, cause);
    this.action = action;
  }

  /** What the developer can do. */
  String action() {
    return action;
  }

  /** A required setting. */
  static <T> T required(@Nullable T value, String name, String meaning) {
    if (value == null || value.toString().isBlank()) {
      throw new ConfigurationFailure(
          "monday-auth." + name + ": expected " + meaning + ", found none",
          "Set monday-auth."
              + name
              + ", or monday-auth.enabled=false if this application does not use monday-auth.",
          null);
    }
    return value;
  }
}
