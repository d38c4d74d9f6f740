package io.github.mondayauth.examples.lambda;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes what an instance of a function needs once: at start-up, and with SnapStart on the first
 * request. A snapshot would keep the app's secrets, and every later instance would start with them
 * after they were rotated. Safe for use by several threads.
 */
final class Startup<T> implements Supplier<T> {
  private final Supplier<T> factory;
  private @Nullable T made;

  private Startup(Supplier<T> factory) {
    this.factory = factory;
  }

  /** Calls the factory now, or with SnapStart when the value is first used. */
  static <T> Supplier<T> of(Settings settings, Supplier<T> factory) {
    Startup<T> startup = new Startup<>(factory);
    if (!settings.isSnapStart()) {
      startup.get();
    }
    return startup;
  }

  /** The value. If the factory throws, the next call tries again. */
  @Override
  public synchronized T get() {
    T value = made;
    if (value == null) {
      value = factory.get();
      made = value;
    }
    return value;
  }
}
