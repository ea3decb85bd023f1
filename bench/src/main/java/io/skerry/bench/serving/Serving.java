package io.skerry.bench.serving;

import io.skerry.bench.Figures;
import io.skerry.bench.process.Home;
import io.skerry.bench.site.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an inference costs through the agent, beside the bare engine and other servers. */
@Command(
    name = "serving",
    mixinStandardHelpOptions = true,
    description = {
      "An enrolled agent answers the Open Inference Protocol, JSON and binary, for a small CNN and an int8 sentence"
          + " embedder; beside it, in the same run, the bare engine in a loop and Fastify with onnxruntime-node.",
      "The first run fetches models and peers (npm, Maven)."
    })
public final class Serving implements Callable<Integer> {
  @Option(
      names = "--requests",
      defaultValue = "20000",
      description = "Requests of each kind, in five rounds (${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--warm-up",
      defaultValue = "5000",
      description = "Requests before (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--starts",
      defaultValue = "10",
      description = "Starts to take the median of (${DEFAULT-VALUE}).")
  private int starts;

  @Option(names = "--no-fastify", description = "Leaves the peer out.")
  private boolean alone;

  @Option(
      names = "--peers",
      paramLabel = "DIR",
      description = "Where models and peers lie or are fetched to (target/peers).")
  private Path peers;

  @Override
  public Integer call() throws Exception {
    Home home = Home.find();
    Path into = peers == null ? home.file("bench/target/peers") : peers.toAbsolutePath();
    Path fetched = Peers.fetch(home, into, !alone);
    Path folder = Files.createTempDirectory("skerry-bench-");
    try (Parties parties = Parties.create(home, fetched, folder, !alone)) {
      Figures figures = new Figures("serving");
      new CnnFigures(parties, requests, warmUp).put(figures);
      new StartFigures(parties, starts).put(figures);
      new EmbedderFigures(parties, requests, warmUp).put(figures);
      figures.print();
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }
}
