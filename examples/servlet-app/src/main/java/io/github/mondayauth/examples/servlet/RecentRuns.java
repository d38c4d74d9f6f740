package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.MondayAccount;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The results of the latest runs of an action in this process, so that a request that monday.com
 * repeats gets the same reply and the work is not done twice. monday.com repeats a request if the
 * reply was late or was a server error.
 *
 * <p>It forgets everything at a restart, and other instances do not see it. An application whose
 * work must not be done twice keeps a record in its database instead. Safe for use by several
 * threads.
 */
final class RecentRuns {
  private static final int MAX_RUNS = 1_000;

  private final Map<Run, Object> results =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Run, Object> eldest) {
          return size() > MAX_RUNS;
        }
      };

  /** The work of an action. */
  interface Work {
    Object result() throws IOException;
  }

  /**
   * An id is only unique within its account, since the request of another account names its own.
   */
  private record Run(MondayAccount account, String actionUuid) {}

  /** Returns the result of the run's earlier request, or does the work. Failures are not kept. */
  Object once(BlockRequest request, Work work) throws IOException {
    String actionUuid = request.run().actionUuid();
    if (actionUuid == null) {
      return work.result();
    }
    Run run = new Run(request.claims().account(), actionUuid);
    synchronized (results) {
      Object earlier = results.get(run);
      if (earlier != null) {
        return earlier;
      }
    }
    Object result = work.result();
    synchronized (results) {
      results.put(run, result);
    }
    return result;
  }
}
