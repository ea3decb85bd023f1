package io.skerry.bench.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** An agent's {@code /metrics}. Thread-safe. */
public final class AgentMetrics implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest request;

  /** Of the agent at this address. */
  public AgentMetrics(URI url) {
    this.request = HttpRequest.newBuilder(url.resolve("/metrics")).build();
  }

  /** The value of a metric without labels, by Prometheus' name. */
  public double value(String name) throws IOException {
    try {
      return client
          .send(request, HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow(() -> new IOException("no metric " + name));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
