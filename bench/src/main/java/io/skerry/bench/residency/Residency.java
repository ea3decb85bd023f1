package io.skerry.bench.residency;

import io.skerry.bench.Figures;
import io.skerry.bench.client.AgentMetrics;
import io.skerry.bench.process.Home;
import io.skerry.bench.process.Service;
import io.skerry.bench.serving.Caller;
import io.skerry.bench.serving.Model;
import io.skerry.bench.serving.Peers;
import io.skerry.bench.serving.Requests;
import io.skerry.bench.site.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether many models share the memory of a few. */
@Command(
    name = "residency",
    mixinStandardHelpOptions = true,
    description =
        "24 models under a memory budget that holds six: random calls, then 50 callers at once for a model that is not in"
            + " memory; tells what failed, the most memory that was taken, and how often a stampede loaded.")
public final class Residency implements Callable<Integer> {
  private static final int MODELS = 24;
  private static final int HELD = 6;
  private static final int STAMPEDE = 50;

  @Option(
      names = "--requests",
      defaultValue = "300",
      description = "Random calls (${DEFAULT-VALUE}).")
  private int requests;

  @Override
  public Integer call() throws Exception {
    Home home = Home.find();
    Model model = Model.embedder(Peers.fetch(home, home.file("bench/target/peers"), false));
    Path folder = Files.createTempDirectory("skerry-bench-");
    try {
      for (int i = 0; i < MODELS; i++) {
        Path place = Files.createDirectories(folder.resolve("models").resolve("m" + i));
        Files.createSymbolicLink(place.resolve("model.onnx"), model.file());
      }
      int budgetMb = (int) Math.ceil(HELD * costMb(home, folder, model));
      return measure(home, folder, model, budgetMb);
    } finally {
      Folders.delete(folder);
    }
  }

  /** What the agent counts for one of them, in MiB. */
  private static double costMb(Home home, Path folder, Model model) throws IOException {
    try (Service agent = agent(home, folder, 4096);
        AgentMetrics metrics = new AgentMetrics(url(agent))) {
      double most = 0;
      for (int i = 0; i < HELD; i++) {
        double before = metrics.value("skerry_memory_used_bytes");
        call(agent, model, i);
        most = Math.max(most, metrics.value("skerry_memory_used_bytes") - before);
      }
      return most / (1 << 20);
    }
  }

  private int measure(Home home, Path folder, Model model, int budgetMb) throws Exception {
    try (Service agent = agent(home, folder, budgetMb);
        AgentMetrics metrics = new AgentMetrics(url(agent))) {
      call(agent, model, 0);
      long rssBefore = agent.rssBytes();
      AtomicLong mostUsed = new AtomicLong();
      AtomicBoolean ended = new AtomicBoolean();
      Thread watch = Thread.ofPlatform().start(() -> watch(metrics, mostUsed, ended));
      int failed = random(agent, model);
      double loads = metrics.value("skerry_model_loads_total");
      int stampedes = stampede(agent, model, metrics);
      ended.set(true);
      watch.join();
      new Figures("residency")
          .put("requests", requests)
          .put("failed", failed)
          .put("loads", loads)
          .put("loads_per_stampede", stampedes)
          .put("budget_mb", budgetMb)
          .put("most_used_mb", mostUsed.get() / (double) (1 << 20))
          .put("used_ratio", mostUsed.get() / (double) ((long) budgetMb << 20))
          .put("rss_growth_mb", (agent.rssBytes() - rssBefore) / (double) (1 << 20))
          .print();
      boolean within = mostUsed.get() <= (long) budgetMb << 20;
      return failed == 0 && stampedes == 1 && within ? 0 : 1;
    }
  }

  private int random(Service agent, Model model) {
    Random random = new Random(6);
    int failed = 0;
    for (int i = 0; i < requests; i++) {
      try {
        call(agent, model, random.nextInt(MODELS));
      } catch (IOException e) {
        failed++;
        System.err.println("a request failed: " + e.getMessage());
      }
    }
    return failed;
  }

  /** How often a model is loaded that 50 callers want at once. */
  private static int stampede(Service agent, Model model, AgentMetrics metrics) throws Exception {
    for (int i = 0; i < HELD + 1; i++) {
      call(agent, model, i); // number 23 is out of memory now, were it ever so lucky before
    }
    for (int i = 0; i < HELD + 1; i++) {
      call(agent, model, HELD + 1 + i);
    }
    double before = metrics.value("skerry_model_loads_total");
    CyclicBarrier together = new CyclicBarrier(STAMPEDE);
    try (ExecutorService callers = Executors.newFixedThreadPool(STAMPEDE)) {
      List<Future<Boolean>> all =
          callers.invokeAll(
              java.util.Collections.nCopies(
                  STAMPEDE,
                  () -> {
                    together.await();
                    call(agent, model, MODELS - 1);
                    return true;
                  }));
      for (Future<Boolean> one : all) {
        one.get();
      }
    }
    return (int) (metrics.value("skerry_model_loads_total") - before);
  }

  private static void watch(AgentMetrics metrics, AtomicLong most, AtomicBoolean ended) {
    while (!ended.get()) {
      try {
        long used = (long) metrics.value("skerry_memory_used_bytes");
        most.accumulateAndGet(used, Math::max);
      } catch (IOException e) {
        System.err.println("metrics: " + e.getMessage());
      }
    }
  }

  private static void call(Service agent, Model model, int number) throws IOException {
    try (Caller caller = new Caller(url(agent), Requests.binary(model.named("m" + number)))) {
      caller.call();
    }
  }

  private static Service agent(Home home, Path folder, int budgetMb) {
    return Service.start(
        home,
        "edge-agent",
        folder.resolve("agent.log"),
        List.of(
            "serve",
            "--models",
            folder.resolve("models").toString(),
            "--state",
            folder.resolve("none").toString(),
            "--budget-mb",
            Integer.toString(budgetMb),
            "--port",
            "0",
            "--grpc-port",
            "0",
            "--metrics-port",
            "0"));
  }

  private static URI url(Service agent) {
    return URI.create(agent.ready().get("url").asText());
  }
}
