package io.github.mondayauth.benchmarks.action;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.benchmarks.action.KeepAliveClient.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends requests of random users with several threads. Each thread has a connection to every
 * instance, and takes the instances in turn, as behind a load balancer. It sends its next request
 * when it has the response to the previous one.
 */
final class LoadGenerator implements AutoCloseable {
  private final byte[][] requests;
  private final String[] replies;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final Map<Integer, List<KeepAliveClient>> clients = new HashMap<>();

  /** Prepares a request for each of the given number of users. */
  LoadGenerator(int users) throws GeneralSecurityException {
    requests = new byte[users][];
    replies = new String[users];
    for (int i = 0; i < users; i++) {
      MondayUser user = ActionRequests.user(i);
      requests[i] = ActionRequests.request(user);
      replies[i] = ActionRequests.replyStart(user);
    }
  }

  /**
   * The requests of one slice.
   *
   * @param requests the number of requests
   * @param nanos the time from the first request to the last response, in nanoseconds
   * @param p99Nanos the time that one request in a hundred exceeded, in nanoseconds
   */
  record Result(long requests, long nanos, long p99Nanos) {
    static Result parse(String line) {
      String[] fields = line.split(" ", -1);
      return new Result(
          Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
    }

    String line() {
      return requests + " " + nanos + " " + p99Nanos;
    }
  }

  /** Sends requests for some time to the instances at these ports. */
  Result run(int threads, int millis, List<Integer> ports) throws Exception {
    return run(threads, millis, Integer.MAX_VALUE, ports);
  }

  /** The same, but each thread stops when it has sent the given number of requests. */
  Result run(int threads, int millis, int most, List<Integer> ports) throws Exception {
    List<List<KeepAliveClient>> connections = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      List<KeepAliveClient> ofThread = new ArrayList<>();
      for (int port : ports) {
        ofThread.add(client(port, thread));
      }
      connections.add(ofThread);
    }
    long start = System.nanoTime();
    long end = start + millis * 1_000_000L;
    List<Future<long[]>> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      List<KeepAliveClient> ofThread = connections.get(thread);
      int first = thread;
      running.add(workers.submit(() -> work(ofThread, first, end, most)));
    }
    long[] latencies = new long[0];
    for (Future<long[]> worker : running) {
      long[] more = worker.get();
      int before = latencies.length;
      latencies = Arrays.copyOf(latencies, before + more.length);
      System.arraycopy(more, 0, latencies, before, more.length);
    }
    long nanos = System.nanoTime() - start;
    Arrays.sort(latencies);
    int rank = (int) Math.ceil(latencies.length * 0.99) - 1;
    return new Result(latencies.length, nanos, latencies[rank]);
  }

  private KeepAliveClient client(int port, int thread) throws IOException {
    List<KeepAliveClient> ofPort = clients.computeIfAbsent(port, p -> new ArrayList<>());
    while (ofPort.size() <= thread) {
      ofPort.add(new KeepAliveClient(port));
    }
    return ofPort.get(thread);
  }

  /**
   * Sends requests until the time is over or enough are sent, at least one, and returns how long
   * each took.
   */
  private long[] work(List<KeepAliveClient> connections, int first, long end, int most)
      throws IOException {
    long[] latencies = new long[1024];
    int count = 0;
    long now = System.nanoTime();
    do {
      int user = ThreadLocalRandom.current().nextInt(requests.length);
      KeepAliveClient client = connections.get((first + count) % connections.size());
      Response response = client.send(requests[user]);
      if (response.status() != 200 || !response.body().startsWith(replies[user])) {
        throw new IOException(
            "Expected status 200 and the reply to the user, found status " + response.status());
      }
      long received = System.nanoTime();
      if (count == latencies.length) {
        latencies = Arrays.copyOf(latencies, 2 * count);
      }
      latencies[count] = received - now;
      count++;
      now = received;
    } while (now < end && count < most);
    return Arrays.copyOf(latencies, count);
  }

  @Override
  public void close() throws IOException {
    workers.shutdownNow();
    for (List<KeepAliveClient> ofPort : clients.values()) {
      for (KeepAliveClient client : ofPort) {
        client.close();
      }
    }
  }

  /**
   * Prints {@code ready}; then reads lines with a number of threads, milliseconds and ports, and
   * prints a {@link Result} for each. The argument is the number of users.
   */
  public static void main(String[] arguments) throws Exception {
    try (LoadGenerator generator = new LoadGenerator(Integer.parseInt(arguments[0]));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        List<Integer> numbers = Arrays.stream(line.split(" ", -1)).map(Integer::valueOf).toList();
        Result result =
            generator.run(numbers.get(0), numbers.get(1), numbers.subList(2, numbers.size()));
        System.out.println(result.line());
      }
    }
  }
}
