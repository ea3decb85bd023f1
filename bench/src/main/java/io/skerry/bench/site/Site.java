package io.skerry.bench.site;

import io.skerry.bench.process.Command;
import io.skerry.bench.process.Home;
import io.skerry.protocol.id.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the demo works on: a publishing team, a controller and two devices, all below one folder.
 * Closing it stops the programs.
 */
public record Site(
    Home home, Path folder, Publisher publisher, Controller controller, List<Agent> agents)
    implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);

  /** Two devices, cam-1 and cam-2. */
  public static Site create(Home home, Path folder, int port) {
    return create(home, folder, port, List.of("cam-1", "cam-2"));
  }

  /** As many devices as there are names. */
  public static Site create(Home home, Path folder, int port, List<String> devices) {
    String passphrase =
        Sha256.of(UUID.randomUUID().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .hex();
    return new Site(
        home,
        folder,
        new Publisher(
            new Command(home),
            folder.resolve("publisher"),
            folder.resolve("publisher/repository"),
            passphrase),
        new Controller(home, folder.resolve("controller"), port),
        devices.stream().map(id -> new Agent(home, id, folder.resolve(id))).toList());
  }

  public Agent first() {
    return agents.getFirst();
  }

  /**
   * Packs, proves, signs what lies in these folders, of the project or anywhere, and publishes it.
   */
  public void release(String... folders) {
    publisher.makeKeys();
    publisher.init(controller.onlineKeys());
    for (String folder : folders) {
      String name = name(folder);
      publisher.pack(home.file(folder), name);
      if (Files.exists(home.file(folder).resolve("model.yaml"))) {
        publisher.prove(name);
      }
    }
    publisher.signAll(Stream.of(folders).map(Site::name).toList());
    controller.start();
    publish();
  }

  private static String name(String folder) {
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  /**
   * Enrols every device and starts its agent, the first at {@code agentPort}, the next 10 higher.
   *
   * @param agentPort 0 for any free ones
   */
  public void enrol(int agentPort) {
    int lane = 1;
    for (Agent agent : agents) {
      String token =
          controller.client().enrolmentToken(agent.id(), Map.of("site", "shop", "lane", "" + lane));
      Command.Outcome outcome = agent.enrol(publisher.rootFile(), token);
      Check.that(outcome.exit() == 0, agent.id() + ": " + outcome.err());
      agent.start(agentPort == 0 ? 0 : agentPort + 10 * (lane - 1));
      lane++;
    }
    for (Agent agent : agents) {
      controller
          .client()
          .await("devices/" + agent.id(), CONNECT, device -> device.path("online").asBoolean());
    }
  }

  public void publish() {
    publisher.publish(controller.url(), controller.state());
  }

  /** Stops the programs; they can be started again. */
  public void stop() {
    agents.forEach(Agent::close);
    controller.close();
  }

  @Override
  public void close() {
    stop();
  }
}
