package io.skerry.agent;

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
      defaultValue = Serve.STATE,
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
    return new Serve(models, state, Optional.ofNullable(config), numbers(), listen.given())
        .serve(spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  private Map<String, String> numbers() {
    Map<String, String> numbers = new HashMap<>();
    budgetMb.ifPresent(number -> numbers.put("--budget-mb", number.toString()));
    idleMs.ifPresent(number -> numbers.put("--idle-ms", number.toString()));
    instances.ifPresent(number -> numbers.put("--instances", number.toString()));
    queue.ifPresent(number -> numbers.put("--queue", number.toString()));
    maxBatch.ifPresent(number -> numbers.put("--max-batch", number.toString()));
    maxRequestMb.ifPresent(number -> numbers.put("--max-request-mb", number.toString()));
    maxHeldMb.ifPresent(number -> numbers.put("--max-held-mb", number.toString()));
    return numbers;
  }
}
