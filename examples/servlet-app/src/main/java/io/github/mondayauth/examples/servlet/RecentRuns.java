package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.MondayAccount;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The results of the latest runs of an action in this process, so that a request that monday.com
 * repeats gets the same reply and the work is not done twice. monday.com repeats a request if the
 * reply was late or was a server error. If the first request is still at work, a repeated one waits
 * for its result.
 *
 * <p>It forgets everything at a restart, and other instances do not see it. An application whose
 * work must not be done twice keeps a record in its database instead. Safe for use by several
 * threads.
 */
final class RecentRuns {
  private static final int MAX_RUNS = 1_000;

  private final Map<Run, CompletableFuture<Object>> results =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Run, CompletableFuture<Object>> eldest) {
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

  /**
   * Returns the result of the run's earlier request, or does the work. A failure is not kept: it is
   * thrown to the requests that waited for it, and the next request does the work again.
   */
  Object once(BlockRequest request, Work work) throws IOException {
    String actionUuid = request.run().actionUuid();
    return actionUuid == null
        ? work.result()
        : once(new Run(request.claims().account(), actionUuid), work);
  }

  private Object once(Run run, Work work) throws IOException {
    CompletableFuture<Object> own = new CompletableFuture<>();
    CompletableFuture<Object> earlier;
    synchronized (results) {
      earlier = results.putIfAbsent(run, own);
    }
    return earlier == null ? complete(run, own, work) : join(earlier);
  }

  private Object complete(Run run, CompletableFuture<Object> own, Work work) throws IOException {
    try {
      Object result = work.result();
      own.complete(result);
      return result;
    } catch (IOException | RuntimeException | Error failure) {
      synchronized (results) {
        results.remove(run, own);
      }
      own.completeExceptionally(failure);
      throw failure;
    }
  }

  private static Object join(CompletableFuture<Object> earlier) throws IOException {
    try {
      return earlier.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof IOException unavailable) {
        throw new IOException(unavailable.getMessage(), unavailable);
      }
      throw failed;
    }
  }
}
