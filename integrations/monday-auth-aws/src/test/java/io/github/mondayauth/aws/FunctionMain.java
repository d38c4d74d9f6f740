package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.AbstractList;

/** Runs a function as Lambda does: one instance, and one event after the other. */
final class FunctionMain {
  /** The line that says that the handler was created. */
  static final String CREATED = "created";

  private FunctionMain() {}

  /**
   * Creates the handler whose class is the first argument, and passes it each line of standard
   * input, an event in format 2.0. Prints responses and log lines after a prefix.
   */
  public static void main(String[] arguments) throws Exception {
    HttpApiHandler handler =
        Class.forName(arguments[0])
            .asSubclass(HttpApiHandler.class)
            .getDeclaredConstructor()
            .newInstance();
    System.out.println(CREATED);
    Context context = GatewayEvents.context(new Printed());
    BufferedReader events = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String event = events.readLine(); event != null; event = events.readLine()) {
      String response =
          GatewayEvents.write(
              handler.handleRequest(
                  GatewayEvents.parse(event, APIGatewayV2HTTPEvent.class), context));
      System.out.println("response: " + response);
    }
  }

  /** Prints what is added. */
  private static final class Printed extends AbstractList<String> {
    @Override
    public boolean add(String line) {
      System.out.println("log: " + line);
      return true;
    }

    @Override
    public String get(int index) {
      throw new IndexOutOfBoundsException(index);
    }

    @Override
    public int size() {
      return 0;
    }
  }
}
