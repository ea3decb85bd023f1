package io.skerry.bench.demo;

import io.skerry.bench.process.Command;
import io.skerry.bench.process.Home;
import io.skerry.protocol.id.Sha256;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * What the demo works on: a publishing team, a controller and two devices, all below one folder.
 * Closing it stops the programs.
 */
record Site(Home home, Path folder, Publisher publisher, Controller controller, List<Agent> agents)
    implements AutoCloseable {

  static Site create(Home home, Path folder, int port) {
    String passphrase =
        Sha256.of(UUID.randomUUID().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .hex();
    return new Site(
        home,
        folder,
        new Publisher(new Command(home), folder.resolve("publisher"), passphrase),
        new Controller(home, folder.resolve("controller"), port),
        List.of(
            new Agent(home, "cam-1", folder.resolve("cam-1")),
            new Agent(home, "cam-2", folder.resolve("cam-2"))));
  }

  Agent first() {
    return agents.getFirst();
  }

  void publish() {
    publisher.publish(controller.url(), controller.state());
  }

  @Override
  public void close() {
    agents.forEach(Agent::close);
    controller.close();
  }
}
