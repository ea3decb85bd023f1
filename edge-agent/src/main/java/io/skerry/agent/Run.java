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
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs what the fleet wants on this device.
 *
 * @param state its folder
 * @param config {@code agent.yaml}
 */
record Run(Path state, Optional<Path> config, Listen listen) implements Start {
  @Override
  public int serve(PrintWriter out, PrintWriter err) throws InterruptedException {
    try {
      run(ConfigReader.read(config, System.getenv()), listen.config(), out);
      return Exit.DONE;
    } catch (FormatException | IllegalArgumentException e) {
      return fail(Exit.USAGE, e, err);
    } catch (IOException | StateException e) {
      return fail(Exit.FAILED, e, err);
    }
  }

  private void run(AgentConfig settings, ServeConfig serving, PrintWriter out)
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
              Inference.of(
                  new Observers(registry, tracing),
                  settings,
                  origin,
                  membership.outbox(),
                  folder::resolve);
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
        out.println(listen.ready(server));
        out.flush();
        agent.start();
        stop.await();
      }
    } finally {
      stop.closed();
    }
  }

  private static int fail(int code, Exception fault, PrintWriter err) {
    err.println("agent run: " + Exit.line(fault));
    return code;
  }
}
