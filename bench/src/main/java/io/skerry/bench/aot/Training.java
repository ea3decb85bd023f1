package io.skerry.bench.aot;

import io.skerry.bench.process.Home;
import io.skerry.bench.serving.Caller;
import io.skerry.bench.serving.Model;
import io.skerry.bench.serving.Requests;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Folders;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Makes the agent's AOT cache: an enrolled agent is started again as after a power cut, connects,
 * answers a few requests by tensors and ends, and Java writes down what it loaded and compiled for
 * that. Pictures are left out: all that the cache holds is in memory from the start on, and
 * FFmpeg's classes are among the largest.
 */
@Command(
    name = "aot",
    mixinStandardHelpOptions = true,
    description = "Trains the agent's AOT cache; ./skerry build does it when the agent is new.")
public final class Training implements Callable<Integer> {
  private static final int ASSEMBLY_S = 90;
  private static final int REQUESTS = 20;
  private static final int SIDE = 32;
  private static final Model MODEL =
      new Model(
          "vision/image-classifier",
          Path.of("models/image-classifier/image-classifier.onnx"),
          List.of(
              new Model.Input(
                  "image",
                  "FP32",
                  List.of(1L, 3L, (long) SIDE, (long) SIDE),
                  ByteBuffer.allocate(3 * SIDE * SIDE * Float.BYTES))),
          "logits",
          List.of(1L, 10L));

  @Override
  public Integer call() throws IOException {
    Home home = Home.find();
    Files.deleteIfExists(home.agentCache());
    Path folder = Files.createTempDirectory("skerry-aot-");
    try (Site site = Site.create(home, folder, 0, List.of("cam-1"))) {
      site.release("models/image-classifier");
      site.enrol(0);
      Rollouts rollouts = new Rollouts(site.controller().client());
      rollouts.succeeded(rollouts.start("vision/image-classifier@1.0.0"));
      site.first().close();
      train(home, site.first());
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }

  private void train(Home home, Agent agent) throws IOException {
    Path made = home.agentCache().resolveSibling("agent.aot.part");
    agent.start(0, List.of("-XX:AOTCacheOutput=" + made));
    use(agent);
    Check.that(agent.service().end(ASSEMBLY_S), "no AOT cache in " + ASSEMBLY_S + " s");
    Files.move(made, home.agentCache());
  }

  private static void use(Agent agent) throws IOException {
    for (ByteBuffer request : List.of(Requests.binary(MODEL), Requests.json(MODEL))) {
      try (Caller caller = new Caller(agent.url(), request)) {
        for (int i = 0; i < REQUESTS; i++) {
          caller.call();
        }
      }
    }
    agent.client().status();
    agent.client().metrics();
  }
}
