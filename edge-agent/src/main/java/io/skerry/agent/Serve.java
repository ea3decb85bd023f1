package io.skerry.agent;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.enrol.Enroller;
import io.skerry.agent.serve.ServeConfig;
import io.skerry.agent.serve.Server;
import io.skerry.agent.trace.Tracing;
import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the unsigned models of a folder.
 *
 * @param models the folder
 * @param state must not hold an enrolled device
 * @param config {@code agent.yaml}
 * @param numbers what options of {@link #KEYS} say
 */
record Serve(
    Path models, Path state, Optional<Path> config, Map<String, String> numbers, Listen listen)
    implements Start {
  static final String STATE = "/var/lib/skerry/agent";

  /** The options that set a key of {@code agent.yaml}, as the environment names it. */
  static final Map<String, String> KEYS =
      Map.of(
          "--budget-mb", "MEMORY__BUDGETMB",
          "--idle-ms", "MEMORY__IDLEMS",
          "--instances", "INFERENCE__INSTANCES",
          "--queue", "INFERENCE__QUEUE",
          "--max-batch", "INFERENCE__MAXBATCH",
          "--max-request-mb", "API__MAXREQUESTMB",
          "--max-held-mb", "API__MAXHELDMB");

  @Override
  public int serve(PrintWriter out, PrintWriter err) throws InterruptedException {
    if (Enroller.enrolled(state)) {
      err.printf("agent serve: %s holds an enrolled device: it runs signed releases only%n", state);
      return Exit.REFUSED;
    }
    try {
      run(settings(), listen.config(), out);
      return Exit.DONE;
    } catch (FormatException | IllegalArgumentException e) {
      return fail(Exit.USAGE, e, err);
    } catch (IOException e) {
      return fail(Exit.FAILED, e, err);
    }
  }

  private void run(AgentConfig settings, ServeConfig serving, PrintWriter out)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(models)) {
      throw new IllegalArgumentException("--models: expected a folder, got " + models);
    }
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Stop stop = Stop.onSignal();
    try (Tracing tracing = Tracing.of(System.getenv(), Build.current().version());
        Standalone standalone = Standalone.open(models, settings, registry);
        Server server = Server.start(serving, standalone.serving().traced(tracing), registry)) {
      out.println(listen.ready(server));
      out.flush();
      stop.await();
    } finally {
      stop.closed();
    }
  }

  /** The options win over the environment, and that over the file. */
  private AgentConfig settings() throws FormatException, IOException {
    Map<String, String> keys = new HashMap<>(System.getenv());
    numbers.forEach((option, number) -> keys.put("SKERRY_AGENT_" + KEYS.get(option), number));
    return ConfigReader.read(config, keys);
  }

  private static int fail(int code, Exception fault, PrintWriter err) {
    err.println("agent serve: " + Exit.line(fault));
    return code;
  }
}
