package io.skerry.agent;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.enrol.Enroller;
import io.skerry.agent.serve.ServeConfig;
import io.skerry.agent.serve.Server;
import io.skerry.agent.trace.Tracing;
import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent serve}. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description =
        "Runs the unsigned models of a folder, for development; never on an enrolled device.")
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ListenOptions listen;

  @Option(
      names = "--models",
      required = true,
      paramLabel = "DIR",
      description = "holds NAME/model.onnx, NAME/VERSION/model.onnx or NAME.onnx")
  private Path models;

  @Option(
      names = "--state",
      defaultValue = "/var/lib/skerry/agent",
      paramLabel = "D",
      description = "the state folder that must not hold an enrolled device: ${DEFAULT-VALUE}")
  private Path state;

  @Option(names = "--config", paramLabel = "FILE", description = "agent.yaml")
  private Path config;

  @Option(
      names = "--budget-mb",
      paramLabel = "N",
      description = "memory of all models; half of the machine's unless given")
  private Optional<Integer> budgetMb;

  @Option(
      names = "--idle-ms",
      paramLabel = "N",
      description = "after which a model that nobody asks leaves memory; never unless given")
  private Optional<Long> idleMs;

  @Option(names = "--instances", paramLabel = "N", description = "runs at once, of each model")
  private Optional<Integer> instances;

  @Option(names = "--queue", paramLabel = "N", description = "requests that wait, for each model")
  private Optional<Integer> queue;

  @Option(names = "--max-batch", paramLabel = "N", description = "the most items put together")
  private Optional<Integer> maxBatch;

  @Option(
      names = "--max-request-mb",
      paramLabel = "N",
      description = "the most that one request takes, 1 to 256; 64 unless given")
  private Optional<Integer> maxRequestMb;

  @Option(
      names = "--max-held-mb",
      paramLabel = "N",
      description = "the most that all requests at once take; two requests unless given")
  private Optional<Integer> maxHeldMb;

  @Override
  public Integer call() throws InterruptedException {
    if (Enroller.enrolled(state)) {
      spec.commandLine()
          .getErr()
          .printf(
              "agent serve: %s holds an enrolled device: it runs signed releases only%n", state);
      return Exit.REFUSED;
    }
    try {
      run(settings(), listen.config());
      return Exit.DONE;
    } catch (FormatException | IllegalArgumentException e) {
      return fail(Exit.USAGE, e);
    } catch (IOException e) {
      return fail(Exit.FAILED, e);
    }
  }

  private void run(AgentConfig settings, ServeConfig serving)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(models)) {
      throw new IllegalArgumentException("--models: expected a folder, got " + models);
    }
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Stop stop = Stop.onSignal();
    try (Tracing tracing = Tracing.of(System.getenv(), Build.current().version());
        Standalone standalone = Standalone.open(models, settings, registry);
        Server server = Server.start(serving, standalone.serving().traced(tracing), registry)) {
      spec.commandLine().getOut().println(listen.ready(server));
      spec.commandLine().getOut().flush();
      stop.await();
    } finally {
      stop.closed();
    }
  }

  /** The options win over the environment, and that over the file. */
  private AgentConfig settings() throws FormatException, IOException {
    Map<String, String> keys = new HashMap<>(System.getenv());
    put(keys, "MEMORY__BUDGETMB", budgetMb);
    put(keys, "MEMORY__IDLEMS", idleMs);
    put(keys, "INFERENCE__INSTANCES", instances);
    put(keys, "INFERENCE__QUEUE", queue);
    put(keys, "INFERENCE__MAXBATCH", maxBatch);
    put(keys, "API__MAXREQUESTMB", maxRequestMb);
    put(keys, "API__MAXHELDMB", maxHeldMb);
    return ConfigReader.read(Optional.ofNullable(config), keys);
  }

  private static void put(Map<String, String> keys, String key, Optional<? extends Number> value) {
    value.ifPresent(number -> keys.put("SKERRY_AGENT_" + key, number.toString()));
  }

  private int fail(int code, Exception fault) {
    spec.commandLine().getErr().println("agent serve: " + Exit.line(fault));
    return code;
  }
}
