package io.skerry.bench.site;

import io.skerry.bench.client.ControllerClient;
import io.skerry.bench.process.Command;
import io.skerry.bench.process.Home;
import io.skerry.bench.process.Service;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A fleet controller of the demo's own: started, stopped, and started again on the same ports. */
public final class Controller implements AutoCloseable {
  public static final String FLEET = "demo";

  private final Home home;
  private final Path state;
  private int port;
  private int mqttPort;
  private Service service;
  private ControllerClient client;

  /** Makes its state folder. */
  public Controller(Home home, Path state, int port) {
    this.home = home;
    this.state = state;
    this.port = port;
    new Command(home)
        .expect("fleet-controller", "", "init", "--state", state.toString(), "--fleet", FLEET);
  }

  public Path state() {
    return state;
  }

  public Path onlineKeys() {
    return state.resolve("online-keys.json");
  }

  public void start() {
    service =
        Service.start(
            home,
            "fleet-controller",
            state.resolve("controller.log"),
            List.of(
                "run",
                "--state",
                state.toString(),
                "--port",
                Integer.toString(port),
                "--mqtt-port",
                Integer.toString(mqttPort)));
    mqttPort = service.ready().get("mqttPort").asInt();
    URI url = URI.create(service.ready().get("url").asText());
    port = url.getPort();
    client = new ControllerClient(url, state);
  }

  public URI url() {
    return URI.create("https://localhost:" + port);
  }

  public int mqttPort() {
    return mqttPort;
  }

  public ControllerClient client() {
    return client;
  }

  @Override
  public void close() {
    if (service != null) {
      client.close();
      service.close();
      service = null;
    }
  }
}
