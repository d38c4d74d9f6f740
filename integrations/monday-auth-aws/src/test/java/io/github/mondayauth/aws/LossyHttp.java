package io.github.mondayauth.aws;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** Loses the first response to one kind of request, after the server processed it. */
final class LossyHttp implements SdkHttpClient {
  private final SdkHttpClient http = UrlConnectionHttpClient.create();
  private final String operation;
  private final AtomicInteger sent = new AtomicInteger();

  LossyHttp(String operation) {
    this.operation = operation;
  }

  /** How many requests of this kind the server received. */
  int sent() {
    return sent.get();
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = http.prepareRequest(request);
    boolean counts =
        request
            .httpRequest()
            .firstMatchingHeader("X-Amz-Target")
            .filter(target -> target.endsWith("." + operation))
            .isPresent();
    return counts ? new LosesFirst(prepared) : prepared;
  }

  private final class LosesFirst implements ExecutableHttpRequest {
    private final ExecutableHttpRequest prepared;

    LosesFirst(ExecutableHttpRequest prepared) {
      this.prepared = prepared;
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
      HttpExecuteResponse response = prepared.call();
      if (sent.incrementAndGet() == 1) {
        throw new IOException("the response was lost");
      }
      return response;
    }

    @Override
    public void abort() {
      prepared.abort();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
