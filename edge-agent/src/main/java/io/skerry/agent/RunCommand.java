package io.skerry.agent;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs what the fleet wants on this device, until it is told to stop.")
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--state", required = true, paramLabel = "D", description = "the state folder")
  private Path state;

  @Option(names = "--config", paramLabel = "FILE", description = "agent.yaml")
  private Path config;

  @Mixin private ListenOptions listen;

  @Override
  public Integer call() throws InterruptedException {
    return new Run(state, Optional.ofNullable(config), listen.given())
        .serve(spec.commandLine().getOut(), spec.commandLine().getErr());
  }
}
