package io.skerry.bench.start;

import io.skerry.bench.Figures;
import io.skerry.bench.client.AgentClient;
import io.skerry.bench.client.Pause;
import io.skerry.bench.process.Home;
import io.skerry.bench.process.Service;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Folders;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long an agent takes from exec to its first answered inference, and what memory it then has.
 */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description =
        "An enrolled agent, offline, from exec to its first answered /predict; beside it the bare engine"
            + " (ONNX Runtime in an empty Java program, the same model).")
public final class Start implements Callable<Integer> {
  private static final long LIMIT_NS = 60_000_000_000L;

  @Option(
      names = "--runs",
      defaultValue = "10",
      description = "How many starts (${DEFAULT-VALUE}).")
  private int runs;

  @Override
  public Integer call() throws IOException {
    Home home = Home.find();
    Path folder = Files.createTempDirectory("skerry-bench-");
    try (Site site = Site.create(home, folder, 0, List.of("cam-1"))) {
      site.release("examples/config/shop", "models/image-classifier");
      site.enrol(0);
      Rollouts rollouts = new Rollouts(site.controller().client());
      rollouts.succeeded(rollouts.start("config/shop@1.0.0"));
      rollouts.succeeded(rollouts.start("vision/image-classifier@1.0.0"));
      site.stop();
      measure(home, site.first(), folder.resolve("bare.log"));
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }

  private void measure(Home home, Agent agent, Path log) throws IOException {
    byte[] picture = Files.readAllBytes(home.file("media/pictures/ship-liner.jpg"));
    List<Double> ready = new ArrayList<>();
    List<Double> rss = new ArrayList<>();
    List<Double> bareReady = new ArrayList<>();
    List<Double> bareRss = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      long began = System.nanoTime();
      agent.start(0);
      answer(agent.client(), picture, began);
      ready.add((System.nanoTime() - began) / 1e9);
      rss.add(agent.service().rssBytes() / 1e6);
      agent.close();
      began = System.nanoTime();
      String model = home.file("models/image-classifier/image-classifier.onnx").toString();
      try (Service bare = Service.startClass(home, RawInference.class, log, List.of(model))) {
        bareReady.add((System.nanoTime() - began) / 1e9);
        bareRss.add(bare.rssBytes() / 1e6);
      }
    }
    new Figures("start")
        .put("ready_s", Figures.median(ready))
        .put("rss_mb", Figures.median(rss))
        .put("bare_ready_s", Figures.median(bareReady))
        .put("bare_rss_mb", Figures.median(bareRss))
        .put("ready_ratio", Figures.median(ready) / Figures.median(bareReady))
        .put("rss_ratio", Figures.median(rss) / Figures.median(bareRss))
        .print();
  }

  private static void answer(AgentClient client, byte[] picture, long began) {
    while (true) {
      try {
        client.predict("image", "ship-liner.jpg", picture);
        return;
      } catch (UncheckedIOException | IllegalStateException e) {
        if (System.nanoTime() - began > LIMIT_NS) {
          throw e;
        }
        Pause.ms(5);
      }
    }
  }
}
