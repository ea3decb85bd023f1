package io.skerry.agent.oip.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skerry.agent.model.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every method, called by Node through @grpc/grpc-js, a client that nobody here wrote. */
@Timeout(240)
final class GrpcJsIT {
  private static final Path MODULE = Examples.TOP.resolve("edge-agent");

  @TempDir private Path folder;

  @Test
  void grpcJsCallsEveryMethod() throws Exception {
    assumeTrue(isHere("node") && isHere("npm"), "node and npm are not on the PATH: not tested");
    try (Stream<Path> files = Files.list(MODULE.resolve("src/test/node/grpc"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
    try (TestServer server = new TestServer()) {
      String said =
          run(
              List.of(
                  "node",
                  "client.js",
                  "127.0.0.1:" + server.api.port(),
                  MODULE.resolve("src/main/proto/inference.proto").toString(),
                  "test/echo",
                  "x"));
      assertTrue(said.contains("every method answered"), said);
      server.assertNothingHeld();
    }
  }

  private static boolean isHere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(150, TimeUnit.SECONDS);
      assertTrue(ended, command + " took over 150 s: " + Files.readString(output));
      assertEquals(0, process.exitValue(), command + ": " + Files.readString(output));
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
    }
  }
}
