package io.skerry.bench.accuracy;

import io.skerry.bench.client.AgentClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** JPEGs in folders named by their class, below a folder {@code test}, sent as they are. */
record CifarPictures(AgentClient agent) {
  private static final String MODEL = "vision/image-classifier";

  Score measure(Path tar, Path work) throws IOException {
    Path folder = Files.createDirectories(work.resolve("cifar"));
    unpack(tar, folder);
    Score score = new Score(0, 0);
    for (Path picture : testPictures(folder)) {
      String expected = picture.getParent().getFileName().toString();
      byte[] bytes = Files.readAllBytes(picture);
      String label = agent.predict(MODEL, "image", "picture.jpg", bytes).path("label").asText();
      score = score.plus(expected.equals(label));
    }
    return score;
  }

  private static List<Path> testPictures(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().contains("/test/") && file.toString().endsWith(".jpg"))
          .sorted()
          .toList();
    }
  }

  private static void unpack(Path tar, Path folder) throws IOException {
    Process process =
        new ProcessBuilder("tar", "-xf", tar.toAbsolutePath().toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("tar could not unpack " + tar);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
