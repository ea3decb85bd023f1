package io.skerry.agent;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.enrol.Identity;
import io.skerry.agent.enrol.Place;
import io.skerry.agent.pipeline.Origin;
import io.skerry.agent.serve.ServeConfig;
import io.skerry.agent.serve.Server;
import io.skerry.agent.state.Database;
import io.skerry.agent.state.StateException;
import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs what the fleet wants on this device, until it is told to stop.")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final long END_S = 15;

  @Spec private CommandSpec spec;

  @Option(names = "--state", required = true, paramLabel = "D", description = "the state folder")
  private Path state;

  @Option(names = "--config", paramLabel = "FILE", description = "agent.yaml")
  private Path config;

  @Option(
      names = "--listen",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description = "where it answers; beyond this machine only with --token-file")
  private String listen;

  @Option(
      names = "--port",
      defaultValue = "8000",
      paramLabel = "N",
      description = "0 takes a free one")
  private int port;

  @Option(
      names = "--metrics-port",
      defaultValue = "8002",
      paramLabel = "N",
      description = "answers /metrics alone; 0 takes a free one, -1 none")
  private int metricsPort;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "holds what callers must show as bearer token")
  private Path tokenFile;

  @Override
  public Integer call() throws InterruptedException {
    try {
      run(ConfigReader.read(Optional.ofNullable(config), System.getenv()), serving());
      return Exit.DONE;
    } catch (FormatException | IllegalArgumentException e) {
      return fail(Exit.USAGE, e);
    } catch (IOException | StateException e) {
      return fail(Exit.FAILED, e);
    }
  }

  private void run(AgentConfig settings, ServeConfig serving)
      throws IOException, InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stopped, closed), "end"));
    Identity identity = Identity.load(state);
    try (StateFolder folder = StateFolder.take(state);
        Database database = Database.open(folder.resolve("agent.db"));
        Membership membership = Membership.of(identity, database, settings.outboxLimits())) {
      Place place = identity.place();
      Origin origin = new Origin(place.fleet(), place.device());
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      try (Inference inference = Inference.of(registry, settings, origin, membership.outbox());
          Agent agent = Agent.of(folder, database, membership, inference);
          Server server =
              Server.start(
                  serving,
                  inference.models(),
                  inference.pipelines(),
                  inference.protocol(),
                  registry)) {
        agent.restore();
        agent.start();
        say(
            "{\"ready\":true,\"url\":\"%s\",\"metricsPort\":%d}"
                .formatted(url(serving, server.port()), server.metricsPort()));
        stopped.await();
      }
    } finally {
      closed.countDown();
    }
  }

  private ServeConfig serving() throws IOException {
    ServeConfig serving =
        tokenFile == null
            ? new ServeConfig(listen, port, Optional.empty())
            : ServeConfig.withTokenFile(listen, port, tokenFile);
    return serving.withMetricsPort(metricsPort);
  }

  private static String url(ServeConfig serving, int port) {
    String host = serving.listen().contains(":") ? "[" + serving.listen() + "]" : serving.listen();
    return "http://" + host + ":" + port;
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private int fail(int code, Exception fault) {
    spec.commandLine().getErr().println("agent run: " + Exit.line(fault));
    return code;
  }

  /** On a signal: lets everything close, for a while. */
  private static void end(CountDownLatch stopped, CountDownLatch closed) {
    stopped.countDown();
    try {
      if (!closed.await(END_S, TimeUnit.SECONDS)) {
        LOG.warn("not everything has ended in {} s", END_S);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
