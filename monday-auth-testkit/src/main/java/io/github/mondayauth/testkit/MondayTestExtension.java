package io.github.mondayauth.testkit;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A JUnit Jupiter extension that passes a {@link MondayTestApp} to tests and stops it after use.
 *
 * <p>A parameter of a test or of a method with {@code @BeforeEach} or {@code @AfterEach} is the
 * same for one test, and another for each test. A parameter of the class's constructor or of a
 * method with {@code @BeforeAll} is shared by all tests of the class, and so are all other
 * parameters of that class.
 *
 * <p>Use {@code @ExtendWith(MondayTestExtension.class)}, or {@link #with} in a field with {@link
 * RegisterExtension} for other settings. Requires JUnit Jupiter 5.9 or later; the rest of the
 * testkit does not need JUnit. Safe for tests that run in parallel.
 */
@SuppressWarnings("exports") // applications that use it have JUnit
public final class MondayTestExtension
    implements ParameterResolver, AfterEachCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(MondayTestExtension.class);

  private final Supplier<MondayTestApp> start;

  /** Creates an extension that uses {@link MondayTestApp#start()}. */
  public MondayTestExtension() {
    this(MondayTestApp::start);
  }

  private MondayTestExtension(Supplier<MondayTestApp> start) {
    this.start = start;
  }

  /**
   * Creates an extension with other settings.
   *
   * @param settings the settings, from which each test gets its own {@link MondayTestApp}
   * @return the extension
   */
  public static MondayTestExtension with(MondayTestApp.Builder settings) {
    return new MondayTestExtension(settings::start);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == MondayTestApp.class;
  }

  // Synchronized, since parallel tests of a class resolve the parameters of its constructor.
  // Store.getOrComputeIfAbsent is deprecated in JUnit 6, and its successor is not in JUnit 5.
  @Override
  public synchronized MondayTestApp resolveParameter(
      ParameterContext parameter, ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    MondayTestApp present = store.get(MondayTestApp.class, MondayTestApp.class);
    if (present != null) {
      return present;
    }
    MondayTestApp started = start.get();
    store.put(MondayTestApp.class, started);
    return started;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    stop(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop(context);
  }

  private static void stop(ExtensionContext context) {
    MondayTestApp app =
        context.getStore(NAMESPACE).remove(MondayTestApp.class, MondayTestApp.class);
    if (app != null) {
      app.close();
    }
  }
}
