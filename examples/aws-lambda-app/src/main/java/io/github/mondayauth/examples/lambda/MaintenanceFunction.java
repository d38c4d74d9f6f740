package io.github.mondayauth.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.github.mondayauth.oauth.MaintenanceReport;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Checks claimed uninstalls and deletes expired records, once an hour. No gateway waits for it. */
public final class MaintenanceFunction implements RequestHandler<Map<String, Object>, String> {
  private final Supplier<Integration> integration;

  /** Lambda calls this once for each instance. */
  public MaintenanceFunction() {
    this(Integration.atStartup(Settings.ofEnvironment(), new Clients() {}));
  }

  MaintenanceFunction(Supplier<Integration> integration) {
    this.integration = integration;
  }

  @Override
  public String handleRequest(Map<String, Object> event, Context context) {
    MaintenanceReport report =
        integration.get().connections().admin().maintain(Duration.ofMinutes(1));
    String summary =
        report.end()
            + ": "
            + report.accounts()
            + " accounts, "
            + report.reconnectCount()
            + " credentials to reconnect, "
            + report.failureCount()
            + " failures";
    context.getLogger().log(summary);
    return summary;
  }
}
