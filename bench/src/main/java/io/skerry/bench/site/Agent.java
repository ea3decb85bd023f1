package io.skerry.bench.site;

import io.skerry.bench.client.AgentClient;
import io.skerry.bench.process.Command;
import io.skerry.bench.process.Home;
import io.skerry.bench.process.Service;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One device of the demo. */
public final class Agent implements AutoCloseable {
  private final Home home;
  private final String id;
  private final Path state;
  private Service service;
  private AgentClient client;

  public Agent(Home home, String id, Path state) {
    this.home = home;
    this.id = id;
    this.state = state;
  }

  public String id() {
    return id;
  }

  public Path state() {
    return state;
  }

  /** Enrols, and answers how that ended. */
  public Command.Outcome enrol(Path root, String token) {
    try {
      Files.createDirectories(state);
      Path tokenFile = Files.writeString(state.resolveSibling(id + ".token"), token);
      return new Command(home)
          .run(
              "edge-agent",
              "",
              "enrol",
              "--state",
              state.toString(),
              "--root",
              root.toString(),
              "--token-file",
              tokenFile.toString(),
              "--device",
              id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void start(int port) {
    start(port, List.of());
  }

  /** Starts it with further options of Java. */
  public void start(int port, List<String> options) {
    try {
      var sources = Json.object();
      source(sources, "door", "media/door.mp4");
      source(sources, "hall", "media/speech.wav");
      Path config = state.resolveSibling(id + ".yaml");
      Files.write(config, Json.write(Json.object().set("sources", sources)));
      service =
          Service.start(
              home,
              "edge-agent",
              state.resolveSibling(id + ".log"),
              options,
              List.of(
                  "run",
                  "--state",
                  state.toString(),
                  "--config",
                  config.toString(),
                  "--port",
                  Integer.toString(port),
                  "--metrics-port",
                  Integer.toString(port == 0 ? 0 : port + 2),
                  "--grpc-port",
                  Integer.toString(port == 0 ? 0 : port + 1)));
      client = new AgentClient(url());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return URI.create(service.ready().get("url").asText());
  }

  public AgentClient client() {
    return client;
  }

  public Service service() {
    return service;
  }

  @Override
  public void close() {
    if (service != null) {
      client.close();
      service.close();
      service = null;
    }
  }

  private void source(
      com.fasterxml.jackson.databind.node.ObjectNode sources, String name, String file) {
    sources
        .putObject(name)
        .put("uri", home.file(file).toUri().toString())
        .put("loop", true)
        .put("realTime", true);
  }
}
