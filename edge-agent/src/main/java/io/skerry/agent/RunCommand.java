package io.skerry.agent;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.enrol.Identity;
import io.skerry.agent.enrol.Place;
import io.skerry.agent.pipeline.Origin;
import io.skerry.agent.serve.ServeConfig;
import io.skerry.agent.serve.Server;
import io.skerry.agent.serve.Serving;
import io.skerry.agent.state.Database;
import io.skerry.agent.state.StateException;
import io.skerry.agent.trace.Tracing;
import io.skerry.protocol.json.FormatException;
import java.io.IOException;
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
    try {
      run(ConfigReader.read(Optional.ofNullable(config), System.getenv()), listen.config());
      return Exit.DONE;
    } catch (FormatException | IllegalArgumentException e) {
      return fail(Exit.USAGE, e);
    } catch (IOException | StateException e) {
      return fail(Exit.FAILED, e);
    }
  }

  private void run(AgentConfig settings, ServeConfig serving)
      throws IOException, InterruptedException {
    Stop stop = Stop.onSignal();
    Identity identity = Identity.load(state);
    try (Tracing tracing = Tracing.of(System.getenv(), Build.current().version());
        StateFolder folder = StateFolder.take(state);
        Database database = Database.open(folder.resolve("agent.db"));
        Membership membership = Membership.of(identity, database, settings.outboxLimits())) {
      Place place = identity.place();
      Origin origin = new Origin(place.fleet(), place.device());
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      try (Inference inference =
              Inference.of(registry, settings, origin, membership.outbox(), folder::resolve);
          Agent agent = Agent.of(folder, database, membership, inference);
          Server server =
              Server.start(
                  serving,
                  Serving.releases(
                          inference.models(),
                          inference.pipelines(),
                          inference.protocol(settings.callers()))
                      .traced(tracing),
                  registry)) {
        agent.restore();
        agent.start();
        say(listen.ready(server));
        stop.await();
      }
    } finally {
      stop.closed();
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private int fail(int code, Exception fault) {
    spec.commandLine().getErr().println("agent run: " + Exit.line(fault));
    return code;
  }
}
