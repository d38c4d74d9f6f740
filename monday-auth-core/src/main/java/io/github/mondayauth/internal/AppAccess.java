package io.github.mondayauth.internal;

import io.github.mondayauth.MondayApp;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives the sibling modules the {@link AppSettings} of a {@link MondayApp}, which contain its
 * secrets and are therefore not in its public API.
 *
 * <p>This is the JDK's {@code SharedSecrets} pattern: a class with private state registers a reader
 * in a package that only sibling modules see. It costs a cycle of two files and a static field. A
 * superclass of {@code MondayApp} in this package would need neither, but it and its protected
 * method would appear in the public signature, where users would see a type that they cannot name.
 */
public final class AppAccess {
  private static volatile @Nullable Function<MondayApp, AppSettings> reader;

  private AppAccess() {}

  /** Registers the reader. {@link MondayApp} calls this once, in its static initializer. */
  public static void register(Function<MondayApp, AppSettings> settingsReader) {
    reader = settingsReader;
  }

  /** Returns the settings of an app. Its class is initialized, so the reader is registered. */
  public static AppSettings settings(MondayApp app) {
    return Objects.requireNonNull(reader).apply(app);
  }
}
