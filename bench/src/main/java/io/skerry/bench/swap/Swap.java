package io.skerry.bench.swap;

import io.skerry.bench.Figures;
import io.skerry.bench.client.AgentMetrics;
import io.skerry.bench.client.Pause;
import io.skerry.bench.process.Home;
import io.skerry.bench.process.Service;
import io.skerry.bench.serving.Caller;
import io.skerry.bench.serving.Model;
import io.skerry.bench.serving.Peers;
import io.skerry.bench.serving.Requests;
import io.skerry.bench.site.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether anybody notices when a model is replaced under load. */
@Command(
    name = "swap",
    mixinStandardHelpOptions = true,
    description =
        "Replaces a model again and again while requests come at half the rate that the agent can answer; tells what"
            + " failed, the slowest hundredth beside that of a quiet time, and whether memory grew.")
public final class Swap implements Callable<Integer> {
  private static final int TRIAL = 3_000;

  @Option(names = "--swaps", defaultValue = "100", description = "How many (${DEFAULT-VALUE}).")
  private int swaps;

  @Option(
      names = "--requests",
      defaultValue = "100000",
      description = "How many come meanwhile (${DEFAULT-VALUE}).")
  private int requests;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Home home = Home.find();
    Path peers = Peers.fetch(home, home.file("bench/target/peers"), false);
    Path folder = Files.createTempDirectory("skerry-bench-");
    Model model = Model.cnn(peers).named("cnn");
    try {
      Replacement replacement = Replacement.in(folder.resolve("models/cnn"), model.file());
      List<String> arguments =
          List.of(
              "serve",
              "--models",
              folder.resolve("models").toString(),
              "--port",
              "0",
              "--grpc-port",
              "0",
              "--metrics-port",
              "0",
              "--state",
              folder.resolve("none").toString());
      try (Service agent =
          Service.start(home, "edge-agent", folder.resolve("agent.log"), arguments)) {
        return measure(agent, Requests.binary(model), replacement);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private int measure(Service agent, ByteBuffer request, Replacement replacement)
      throws IOException, InterruptedException {
    URI url = URI.create(agent.ready().get("url").asText());
    double most = quietMaximum(url, request);
    PacedCallers callers = new PacedCallers(url, request);
    double quiet = p99(callers.run(most / 2, Math.min(requests, 20_000)));
    List<Double> rss = new ArrayList<>();
    Thread swapping = Thread.ofPlatform().start(() -> swap(callers, agent, replacement, rss));
    double p99 = p99(callers.run(most / 2, requests));
    swapping.join();
    double first = Figures.median(rss.subList(0, Math.max(1, rss.size() / 10)));
    double last =
        Figures.median(rss.subList(rss.size() - Math.max(1, rss.size() / 10), rss.size()));
    new Figures("swap")
        .put("requests", requests)
        .put("failed", callers.failed())
        .put("swaps", replacement.count())
        .put("loads", loads(url))
        .put("rate_per_s", most / 2)
        .put("quiet_p99_ms", quiet)
        .put("swapping_p99_ms", p99)
        .put("p99_ratio", p99 / quiet)
        .put("rss_first_mb", first)
        .put("rss_last_mb", last)
        .put("rss_ratio", last / first)
        .print();
    return callers.failed() == 0 ? 0 : 1;
  }

  /** Requests per second of two callers who ask as fast as they are answered. */
  private static double quietMaximum(URI url, ByteBuffer request)
      throws IOException, InterruptedException {
    double perSecond = 0;
    for (int round = 0; round < 3; round++) {
      long began = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        threads.add(Thread.ofPlatform().start(() -> trial(url, request)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      perSecond = 2 * TRIAL / ((System.nanoTime() - began) / 1e9);
    }
    return perSecond; // the last round, when everything is warm
  }

  private static void trial(URI url, ByteBuffer request) {
    try (Caller caller = new Caller(url, request)) {
      for (int i = 0; i < TRIAL; i++) {
        caller.call();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Spreads the swaps evenly over the requests, and looks at the memory after each. */
  private void swap(
      PacedCallers callers, Service agent, Replacement replacement, List<Double> rss) {
    long before = callers.sent();
    for (int i = 1; i <= swaps; i++) {
      while (callers.sent() - before < (long) requests * i / (swaps + 1)) {
        Pause.ms(5);
      }
      replacement.swap();
      Pause.ms(50);
      rss.add(agent.rssBytes() / 1e6);
    }
  }

  private static double loads(URI url) throws IOException {
    try (AgentMetrics metrics = new AgentMetrics(url)) {
      return metrics.value("skerry_model_loads_total");
    }
  }

  private static double p99(double[] sorted) {
    return sorted[sorted.length * 99 / 100];
  }
}
