package io.skerry.agent.link;

import io.skerry.agent.enrol.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's mosquitto with mutual TLS, as a process that tests may kill. */
final class Mosquitto implements AutoCloseable {
  private final Path folder;
  private final int port;
  private Process process;

  Mosquitto(Path folder, TestAuthority authority) throws Exception {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    String[] server = authority.serverPem();
    Files.writeString(folder.resolve("server.key"), server[0]);
    Files.writeString(folder.resolve("server.pem"), server[1]);
    Files.writeString(folder.resolve("ca.pem"), authority.pem());
    Files.writeString(
        folder.resolve("m.conf"),
        """
        user root
        listener %d 127.0.0.1
        cafile %2$s/ca.pem
        certfile %2$s/server.pem
        keyfile %2$s/server.key
        require_certificate true
        use_identity_as_username true
        allow_anonymous true
        persistence true
        persistence_location %2$s/
        autosave_interval 1
        max_queued_messages 1000
        """
            .formatted(port, folder));
  }

  int port() {
    return port;
  }

  void start() throws IOException {
    process =
        new ProcessBuilder("mosquitto", "-c", folder.resolve("m.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("m.log").toFile())
            .start();
  }

  void kill() {
    process.destroyForcibly().onExit().orTimeout(5, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
