package io.github.mondayauth.spring;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.oauth.Connections;
import java.util.Arrays;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.context.support.GenericWebApplicationContext;

/** The main class of the process in which {@link AotTest} runs an application. */
final class ProcessedApplication {
  private ProcessedApplication() {}

  /**
   * Starts the application.
   *
   * @param arguments the name of the generated initializer, and then properties
   */
  @SuppressWarnings("unchecked")
  public static void main(String[] arguments) throws Exception {
    ApplicationContextInitializer<GenericApplicationContext> initializer =
        Class.forName(arguments[0])
            .asSubclass(ApplicationContextInitializer.class)
            .getDeclaredConstructor()
            .newInstance();
    try (GenericWebApplicationContext context =
        new GenericWebApplicationContext(new MockServletContext())) {
      TestPropertyValues.of(Arrays.copyOfRange(arguments, 1, arguments.length)).applyTo(context);
      initializer.initialize(context);
      context.refresh();
      System.out.println(context.getBean(MondayApp.class));
      System.out.println("connections " + (context.getBean(Connections.class) != null));
      System.out.println(context.getBean(MondayAuthProperties.class));
      for (String name : context.getBeanDefinitionNames()) {
        System.out.println("bean " + name);
      }
    }
  }
}
