package io.github.mondayauth.internal;

import io.github.mondayauth.MondayApp;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands the sibling modules the settings of an application, which its public API does not show. */
public final class AppAccess {
  private static volatile @Nullable Function<MondayApp, AppSettings> reader;

  private AppAccess() {}

  /** Called once, when {@link MondayApp} is loaded. */
  public static void register(Function<MondayApp, AppSettings> settingsReader) {
    reader = settingsReader;
  }

  /** The settings; an instance exists, so its class is loaded and has registered. */
  public static AppSettings settings(MondayApp app) {
    return Objects.requireNonNull(reader).apply(app);
  }
}
