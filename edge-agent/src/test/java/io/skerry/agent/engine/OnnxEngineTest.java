package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.manifest.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine with tensors only: what fits, what doesn't, and what is left open. */
final class OnnxEngineTest {
  private static final Path MODELS = Path.of("..", "models");
  private static final Path VOICE = MODELS.resolve("voice-activity/voice-activity.onnx");
  private static final Path IMAGES = MODELS.resolve("image-classifier/image-classifier.onnx");

  private final Engine engine = Engines.onnxRuntime();

  @Test
  void itWorksHere() {
    Engine.Probe.Available probe = assertInstanceOf(Engine.Probe.Available.class, engine.probe());
    assertTrue(probe.runtime().startsWith("ONNX Runtime 1."), probe.runtime());
  }

  @Test
  void aRunThatShrinksTheArenaAnswersAsOthersDo() throws Exception {
    try (Session session = engine.open(IMAGES, new SessionOptions(1))) {
      Map<String, Tensor> image =
          Map.of("image", Tensor.allocate(ElementType.FLOAT32, 1, 3, 32, 32));
      ByteBuffer before = session.run(image).get("logits").bytes();
      session.shrink();
      for (int run = 0; run < 2; run++) {
        assertEquals(before, session.run(image).get("logits").bytes());
      }
    }
  }

  @Test
  void aCommandLineOfWhichTheLibraryWouldDieIsReported() throws Exception {
    assertTrue(probed(3_000).startsWith("Available"), "3,000");
    assertTrue(probed(4_000).contains("expected a command line of at most 3900"), "4,000");
  }

  /** What another process with so long an argument says of its engine. */
  private static String probed(int chars) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(java, Probed.class.getName(), "a".repeat(chars))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return told;
  }

  /** Tells what the engine says of itself. */
  static final class Probed {
    private Probed() {}

    public static void main(String[] args) {
      System.out.println(Engines.onnxRuntime().probe());
    }
  }

  @Test
  void scalarsStateAndHeapMemoryGoIn() throws Exception {
    try (Session session = engine.open(VOICE, new SessionOptions(1))) {
      assertEquals(3, session.inputs().size());
      Tensor rate = Tensor.allocate(ElementType.INT64);
      rate.bytes().putLong(0, 16_000);
      Tensor heap =
          Tensor.wrap(ElementType.FLOAT32, new long[] {1, 576}, ByteBuffer.allocate(576 * 4));
      Tensor state = Tensor.allocate(ElementType.FLOAT32, 2, 1, 128);
      Map<String, Tensor> outputs = session.run(Map.of("input", heap, "state", state, "sr", rate));
      assertArrayEquals(new long[] {1, 1}, outputs.get("output").shape());
      assertArrayEquals(new long[] {2, 1, 128}, outputs.get("stateN").shape());
      float score = outputs.get("output").floats().get(0);
      assertTrue(score >= 0 && score < 0.1, "silence scored " + score);
    }
  }

  @Test
  void whatDoesNotFitFailsAndTheSessionGoesOn() throws Exception {
    try (Session session = engine.open(IMAGES, new SessionOptions(2))) {
      Tensor small = Tensor.allocate(ElementType.FLOAT32, 1, 3, 8, 8);
      Tensor whole = Tensor.allocate(ElementType.INT32, 1, 3, 32, 32);
      assertThrows(EngineException.class, () -> session.run(Map.of()));
      assertThrows(EngineException.class, () -> session.run(Map.of("image", small)));
      assertThrows(EngineException.class, () -> session.run(Map.of("image", whole)));
      assertThrows(EngineException.class, () -> session.run(Map.of("other", small)));
      Tensor right = Tensor.allocate(ElementType.FLOAT32, 1, 3, 32, 32);
      assertEquals(10, session.run(Map.of("image", right)).get("logits").floats().remaining());
    }
  }

  @Test
  void aClosedSessionRefuses() throws Exception {
    Session session = engine.open(IMAGES, new SessionOptions(1));
    session.close();
    session.close();
    assertThrows(IllegalStateException.class, () -> session.run(Map.of()));
  }

  @Test
  void filesThatAreNoModelsAreRefused(@TempDir Path folder) throws Exception {
    assertThrows(
        EngineException.class,
        () -> engine.open(folder.resolve("absent.onnx"), new SessionOptions(1)));
    byte[] model = Files.readAllBytes(IMAGES);
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      byte[] part = Arrays.copyOf(model, random.nextInt(4096));
      random.nextBytes(part);
      Path file = Files.write(folder.resolve("noise.onnx"), part);
      assertThrows(EngineException.class, () -> engine.open(file, new SessionOptions(1)));
    }
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(model, model.length / 2));
    assertThrows(EngineException.class, () -> engine.open(cut, new SessionOptions(1)));
  }

  @Test
  void sessionsGiveTheirMemoryBack() throws Exception {
    cycle(10);
    long before = residentKb();
    cycle(60);
    long grown = residentKb() - before;
    // Sixty kept sessions of this model would hold well over 130 MB.
    assertTrue(grown < 60_000, "grew by " + grown + " kB");
  }

  private void cycle(int times) throws EngineException {
    Tensor picture = Tensor.allocate(ElementType.FLOAT32, 1, 3, 32, 32);
    for (int i = 0; i < times; i++) {
      try (Session session = engine.open(IMAGES, new SessionOptions(1))) {
        for (int k = 0; k < 20; k++) {
          Map<String, Tensor> outputs = session.run(Map.of("image", picture));
          outputs.values().forEach(Tensor::free);
          assertEquals(1, outputs.size());
        }
      }
    }
  }

  private static long residentKb() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
