package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skerry.agent.onnxdata.OnnxModels;
import io.skerry.agent.onnxdata.Proto;
import io.skerry.protocol.manifest.ElementType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes in and comes out of a session, what breaks it off, and what it leaves behind. */
final class OnnxSessionTest {
  private static final int FLOAT = 1;
  private static final int STRING = 8;

  @TempDir private Path folder;

  private Session open(byte[] model) throws Exception {
    Path file = Files.write(folder.resolve("model.onnx"), model);
    return Engines.onnxRuntime().open(file, new SessionOptions(1));
  }

  @ParameterizedTest
  @EnumSource
  void numbersOfEveryTypeComeOutAsTheyWentIn(ElementType type) throws Exception {
    assumeTrue(type != ElementType.STRING, "texts have their own test");
    try (Session session = open(OnnxModels.single("Identity", onnxNumber(type)))) {
      assertEquals(type, session.inputs().getFirst().type());
      for (long[] shape : new long[][] {{}, {0}, {2, 0, 3}, {1}, {2, 3, 5}}) {
        Tensor in = Tensor.allocate(type, shape);
        byte[] bytes = new byte[in.bytes().remaining()];
        new Random(7).nextBytes(bytes);
        if (type == ElementType.BOOL) {
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] &= 1;
          }
        }
        in.bytes().put(bytes);
        Tensor out = session.run(Map.of("x", in)).get("y");
        assertEquals(type, out.type());
        assertArrayEquals(shape, out.shape());
        assertEquals(ByteBuffer.wrap(bytes), out.bytes());
        out.free();
      }
    }
  }

  private static int onnxNumber(ElementType type) {
    return switch (type) {
      case FLOAT32 -> 1;
      case UINT8 -> 2;
      case INT8 -> 3;
      case UINT16 -> 4;
      case INT16 -> 5;
      case INT32 -> 6;
      case INT64 -> 7;
      case STRING -> 8;
      case BOOL -> 9;
      case FLOAT16 -> 10;
      case FLOAT64 -> 11;
      case UINT32 -> 12;
      case UINT64 -> 13;
      case BFLOAT16 -> 16;
    };
  }

  @Test
  void textsComeOutAsTheyWentIn() throws Exception {
    try (Session session = open(OnnxModels.single("Identity", STRING))) {
      List<String> texts = List.of("", "door", "Tür", "門", "a\nb", "x".repeat(100_000));
      for (long[] shape : new long[][] {{6}, {2, 3}, {1, 6, 1}}) {
        Tensor out = session.run(Map.of("x", Tensor.ofTexts(texts, shape))).get("y");
        assertEquals(texts, out.texts());
        assertArrayEquals(shape, out.shape());
      }
      assertEquals(List.of("one"), identity(session, Tensor.ofTexts(List.of("one"))).texts());
      assertEquals(List.of(), identity(session, Tensor.ofTexts(List.of(), 0, 2)).texts());
    }
  }

  private static Tensor identity(Session session, Tensor in) throws EngineException {
    return session.run(Map.of("x", in)).get("y");
  }

  @Test
  void outputsOutliveTheirSession() throws Exception {
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      try (Session session = open(OnnxModels.single("Neg", FLOAT))) {
        Tensor in = Tensor.allocate(ElementType.FLOAT32, 1000);
        in.floats().put(500, i);
        outputs.add(identity(session, in));
      }
    }
    for (int i = 0; i < 50; i++) {
      assertEquals(-(float) i, outputs.get(i).floats().get(500));
      outputs.get(i).free();
      outputs.get(i).free();
    }
  }

  @Test
  void anInputHandedThroughIsNotTheCallersMemory() throws Exception {
    try (Session session = open(OnnxModels.handedThrough(FLOAT))) {
      Tensor in = Tensor.allocate(ElementType.FLOAT32, 4);
      in.floats().put(0, 3);
      Map<String, Tensor> outputs = session.run(Map.of("x", in));
      in.floats().put(0, 5);
      assertEquals(3, outputs.get("x").floats().get(0));
      assertEquals(-3, outputs.get("y").floats().get(0));
    }
  }

  @Test
  void onlyWantedOutputsComeInTheOrderWanted() throws Exception {
    try (Session session = open(OnnxModels.handedThrough(FLOAT))) {
      Map<String, Tensor> in = Map.of("x", Tensor.allocate(ElementType.FLOAT32, 4));
      Cancellation none = new Cancellation();
      assertEquals(List.of("x", "y"), List.copyOf(session.run(in).keySet()));
      assertEquals(List.of("y"), List.copyOf(session.run(in, List.of("y"), none).keySet()));
      List<String> both = List.of("y", "x");
      assertEquals(both, List.copyOf(session.run(in, both, none).keySet()));
      EngineException unknown =
          assertThrows(EngineException.class, () -> session.run(in, List.of("z"), none));
      assertTrue(unknown.getMessage().contains("z"), unknown.getMessage());
      assertFalse(unknown.brokenOff());
    }
  }

  @Test
  void valuesThatAreNoTensorsAreNamed() {
    EngineException refused =
        assertThrows(EngineException.class, () -> open(OnnxModels.sequence()).close());
    assertTrue(refused.getMessage().contains("output y: expected a tensor"), refused.getMessage());
  }

  @Test
  @Timeout(60)
  void aRunIsBrokenOff() throws Exception {
    try (Session session = open(OnnxModels.endless())) {
      Tensor on = Tensor.allocate(ElementType.BOOL);
      on.bytes().put(0, (byte) 1);
      Map<String, Tensor> inputs = Map.of("on", on, "x", Tensor.allocate(ElementType.INT64));
      Cancellation cancellation = new Cancellation();
      CompletableFuture<Void> ended = new CompletableFuture<>();
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      session.run(inputs, List.of(), cancellation);
                      ended.complete(null);
                    } catch (EngineException e) {
                      ended.completeExceptionally(e);
                    }
                  });
      Awaitility.await().until(() -> cpuNanos(thread) > 50_000_000);
      cancellation.cancel();
      CompletionException broken = assertThrows(CompletionException.class, ended::join);
      EngineException cause = (EngineException) broken.getCause();
      assertTrue(cause.brokenOff(), cause.getMessage());
      thread.join(TimeUnit.SECONDS.toMillis(30));
      EngineException late =
          assertThrows(EngineException.class, () -> session.run(inputs, List.of(), cancellation));
      assertTrue(late.brokenOff());
    }
  }

  private static long cpuNanos(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
  }

  @Test
  void failedRunsLeaveNothingBehind() throws Exception {
    try (Session session = open(concat())) {
      List<String> texts = List.of("x".repeat(1 << 20));
      Map<String, Tensor> wrong =
          Map.of(
              "a", Tensor.ofTexts(texts, 1),
              "b", Tensor.allocate(ElementType.INT32, 1),
              "c", Tensor.ofTexts(texts, 1));
      long grown = growth(300, () -> assertThrows(EngineException.class, () -> session.run(wrong)));
      assertTrue(grown < 100_000, "grew by " + grown + " kB"); // kept, it were 600 MB
    }
  }

  @Test
  void freedOutputsLeaveNothingBehind() throws Exception {
    try (Session session = open(OnnxModels.single("Neg", FLOAT))) {
      Map<String, Tensor> in = Map.of("x", Tensor.allocate(ElementType.FLOAT32, 1 << 18));
      long grown = growth(600, () -> session.run(in).values().forEach(Tensor::free));
      assertTrue(grown < 100_000, "grew by " + grown + " kB"); // kept, it were 600 MB
    }
  }

  private static byte[] concat() {
    return OnnxModels.model(
        new Proto()
            .message(1, OnnxModels.node("Identity", "a", "y"))
            .message(1, OnnxModels.node("Identity", "b", "z"))
            .message(1, OnnxModels.node("Identity", "c", "w"))
            .text(2, "three")
            .message(11, OnnxModels.value("a", STRING))
            .message(11, OnnxModels.value("b", STRING))
            .message(11, OnnxModels.value("c", STRING))
            .message(12, OnnxModels.value("y", STRING))
            .message(12, OnnxModels.value("z", STRING))
            .message(12, OnnxModels.value("w", STRING)));
  }

  /** Something that may fail. */
  private interface Step {
    void run() throws Exception;
  }

  private static long growth(int times, Step step) throws Exception {
    for (int i = 0; i < 20; i++) {
      step.run();
    }
    long before = residentKb();
    for (int i = 0; i < times; i++) {
      step.run();
    }
    return residentKb() - before;
  }

  private static long residentKb() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void librariesAreFoundBesideTheJarOnlyWhenBothAreThere() throws Exception {
    Path jar = folder.resolve("onnxruntime.jar");
    Path natives = Files.createDirectory(folder.resolve("native"));
    Files.createFile(natives.resolve(System.mapLibraryName("onnxruntime")));
    assertTrue(OnnxLibrary.beside(jar).isEmpty());
    Files.createFile(natives.resolve(System.mapLibraryName("onnxruntime4j_jni")));
    assertEquals(natives.toAbsolutePath(), OnnxLibrary.beside(jar).orElseThrow());
  }
}
