package io.skerry.agent.engine;

import static io.skerry.agent.engine.GpuExamples.CLASSIFIER;
import static io.skerry.agent.engine.GpuExamples.CNNS;
import static io.skerry.agent.engine.GpuExamples.agrees;
import static io.skerry.agent.engine.GpuExamples.asked;
import static io.skerry.agent.engine.GpuExamples.classifier;
import static io.skerry.agent.engine.GpuExamples.cpu;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Selection.Runner;
import io.skerry.agent.engine.gpu.Gpus;
import io.skerry.agent.onnxdata.OnnxModels;
import io.skerry.agent.onnxdata.Proto;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.TensorRt.Precision;
import io.skerry.protocol.manifest.TensorRt.Range;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native TensorRT on a GPU, against ONNX Runtime on the CPU. */
@OnGpu(Runner.TENSORRT)
final class TensorRtGpuIT {
  private static final double FLOAT32 = 1e-3;
  private static final double FLOAT16 = 3e-2;
  private static final Duration BUILD = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @Test
  void float32EnginesGiveTheCpusAnswers() throws Exception {
    for (Path model : CNNS) {
      try (Session right = cpu(model);
          Session made = build(model, one(right, model, Precision.FP32))) {
        agrees(right, made, 1, FLOAT32);
        agrees(right, made, 1, FLOAT32);
      }
    }
  }

  @Test
  void float16EnginesDoSoWithinTheirPrecision() throws Exception {
    for (Path model : CNNS) {
      try (Session right = cpu(model);
          Session made = build(model, one(right, model, Precision.FP16))) {
        agrees(right, made, 1, FLOAT16);
      }
    }
  }

  @Test
  void int8EnginesAreMadeOfModelsThatQuantise() throws Exception {
    Path model = GpuExamples.quantised(folder);
    try (Session right = cpu(model);
        Session made = build(model, asked(model, Precision.INT8, Map.of()))) {
      agrees(right, made, 1, 2e-2);
    }
    EngineException fault =
        assertThrows(EngineException.class, () -> build(CLASSIFIER, classifier(Precision.INT8, 1)));
    assertTrue(fault.getMessage().contains("int8 needs a model with QuantizeLinear"));
  }

  @Test
  void oneEngineTakesEveryBatchOfItsProfileAndNoOther() throws Exception {
    try (Session right = cpu(CLASSIFIER);
        PartialSession made = build(CLASSIFIER, classifier(Precision.FP32, 8))) {
      for (int batch : new int[] {1, 8, 3, 8}) {
        assertTrue(made.takes(GpuExamples.inputs(right, batch)));
        agrees(right, made, batch, FLOAT32);
      }
      Map<String, Tensor> nine = GpuExamples.inputs(right, 9);
      assertFalse(made.takes(nine));
      EngineException fault = assertThrows(EngineException.class, () -> made.run(nine));
      assertTrue(fault.getMessage().contains("the engine was made for"), fault.getMessage());
    }
  }

  @Test
  void whatWasBuiltIsFoundAndOtherShapesAndPrecisionsAreNot() throws Exception {
    build(CLASSIFIER, classifier(Precision.FP32, 4)).close();
    try (Session right = cpu(CLASSIFIER);
        PartialSession kept =
            source(CLASSIFIER, classifier(Precision.FP32, 4)).kept().orElseThrow()) {
      agrees(right, kept, 4, FLOAT32);
    }
    assertEquals(Optional.empty(), source(CLASSIFIER, classifier(Precision.FP32, 5)).kept());
    assertEquals(Optional.empty(), source(CLASSIFIER, classifier(Precision.FP16, 4)).kept());
  }

  @Test
  void damagedAndForeignEnginesAreBuiltAgain() throws Exception {
    GpuOptions options = classifier(Precision.FP32, 2);
    build(CLASSIFIER, options).close();
    Path file = folder.resolve(CacheKey.fileName(key(options).text()) + ".engine");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertEquals(Optional.empty(), source(CLASSIFIER, options).kept());
    assertFalse(Files.exists(file));

    cache().put(key(options).text(), MemorySegment.ofArray(new byte[4096])); // whole, no engine
    assertEquals(Optional.empty(), source(CLASSIFIER, options).kept());
    build(CLASSIFIER, options).close();
    source(CLASSIFIER, options).kept().orElseThrow().close();
  }

  @Test
  void anotherEngineServesWhileOneIsBuilt() throws Exception {
    GpuOptions options = classifier(Precision.FP32, 2);
    CountDownLatch mayBuild = new CountDownLatch(1);
    PlanSource real = source(CLASSIFIER, options);
    try (ExecutorService builds = Executors.newSingleThreadExecutor();
        Session right = cpu(CLASSIFIER);
        Session served =
            UpgradingSession.start(
                cpu(CLASSIFIER), new Held(real, mayBuild), session -> Optional.empty(), builds)) {
      agrees(right, served, 2, 0);
      assertTrue(served.progress().orElseThrow().contains("ONNX Runtime CPU serves"));
      mayBuild.countDown();
      await().atMost(BUILD).until(() -> served.progress().orElse("").contains("outside"));
      agrees(right, served, 2, FLOAT32);
      agrees(right, served, 3, 0); // outside the engine's shapes
    }
  }

  @Test
  void theEngineOfAnAgentBuildsAsideAndTheSecondTimeFindsIt() throws Exception {
    Engine engine = Engines.all(GpuLimits.in(folder)).get(EngineKind.TENSORRT);
    SessionOptions options = new SessionOptions(1).on(classifier(Precision.FP32, 2));
    try (Session right = cpu(CLASSIFIER);
        Session session = engine.open(CLASSIFIER, options)) {
      agrees(right, session, 2, FLOAT32);
      await().atMost(BUILD).until(() -> session.progress().orElse("").contains("outside"));
      agrees(right, session, 2, FLOAT32);
    }
    try (Session again = engine.open(CLASSIFIER, options)) {
      assertTrue(again.progress().orElse("").contains("outside"), "it serves at once");
    }
  }

  @Test
  void aBuildThatIsTakenBackEnds() throws Exception {
    BuildProgress progress = new BuildProgress();
    progress.cancel();
    PlanSource source = source(CLASSIFIER, classifier(Precision.FP32, 2));
    EngineException fault = assertThrows(EngineException.class, () -> source.make(progress));
    assertTrue(fault.getMessage().endsWith("the build was broken off"), fault.getMessage());
    assertEquals(Optional.empty(), source.kept());
  }

  @Test
  void moreThanTheMemoryLimitIsRefused() throws Exception {
    PlanSource source =
        new PlanSource(
            CLASSIFIER,
            classifier(Precision.FP32, 2),
            OptionalLong.of(1 << 20),
            cache(),
            "ONNX Runtime CPU");
    EngineException fault =
        assertThrows(EngineException.class, () -> source.make(new BuildProgress()));
    String told = fault.getMessage(); // the builder, with so little, may refuse before we do
    assertTrue(
        told.contains("gpu.memoryMb allows 1") || told.contains("can't make an engine"), told);
  }

  @Test
  void runsOverlap() throws Exception {
    try (Session right = cpu(CLASSIFIER);
        Session made = build(CLASSIFIER, classifier(Precision.FP32, 6));
        ExecutorService callers = Executors.newFixedThreadPool(6)) {
      List<Future<Void>> runs = new ArrayList<>();
      for (int i = 1; i <= 6; i++) {
        int batch = i;
        runs.add(
            callers.submit(
                () -> {
                  for (int k = 0; k < 20; k++) {
                    agrees(right, made, batch, FLOAT32);
                  }
                  return null;
                }));
      }
      for (Future<Void> run : runs) {
        run.get();
      }
    }
  }

  @Test
  void aFinishedEngineRunsWithoutItsModel() throws Exception {
    GpuOptions options = classifier(Precision.FP32, 2);
    build(CLASSIFIER, options).close();
    Path plan = folder.resolve("classifier.plan");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment kept = cache().find(key(options).text(), arena).orElseThrow();
      Files.write(plan, kept.toArray(ValueLayout.JAVA_BYTE));
    }
    assertTrue(TensorRtEngine.isPlan(plan));
    Engine engine = Engines.all(GpuLimits.in(folder)).get(EngineKind.TENSORRT);
    try (Session right = cpu(CLASSIFIER);
        Session session = engine.open(plan, new SessionOptions(1).on(options))) {
      agrees(right, session, 2, FLOAT32);
    }
  }

  /** The places of what is not zero: as many as there are. */
  @Test
  void outputsWhoseShapeDependsOnTheDataAreLearnt() throws Exception {
    byte[] bytes =
        OnnxModels.of(
            OnnxModels.node("NonZero", "x", "y"),
            new Proto[] {OnnxModels.named("x", 1, "N")},
            OnnxModels.value("y", 7));
    Path model = Files.write(folder.resolve("nonzero.onnx"), bytes);
    Range range = new Range(List.of(1), List.of(64), List.of(64));
    GpuOptions options = asked(model, Precision.FP32, Map.of("x", range));
    try (Session made = build(model, options);
        Session right = cpu(model)) {
      for (int every : List.of(1, 2, 64, 7, 1)) {
        Tensor x = Tensor.allocate(ElementType.FLOAT32, 64);
        for (int i = every - 1; i < 64; i += every) {
          x.bytes().putFloat(i * Float.BYTES, 1);
        }
        Tensor expected = right.run(Map.of("x", x)).get("y");
        Tensor given = made.run(Map.of("x", x)).get("y");
        assertArrayEquals(expected.shape(), given.shape());
        assertEquals(-1, expected.bytes().mismatch(given.bytes()), "every " + every);
        expected.free();
        given.free();
      }
    }
  }

  /** Shapes of one item, where the model leaves some open. */
  private static GpuOptions one(Session session, Path model, Precision precision)
      throws IOException {
    Map<String, Tensor> inputs = GpuExamples.inputs(session, 1);
    return new GpuOptions(
        asked(model, precision, Map.of()).model(),
        asked(model, precision, Map.of()).tensorrt(),
        List.of(
            Map.of(session.inputs().getFirst().name(), inputs.values().iterator().next().shape())),
        ready -> Optional.empty());
  }

  private PartialSession build(Path model, GpuOptions options) throws EngineException {
    return source(model, options).make(new BuildProgress());
  }

  private PlanSource source(Path model, GpuOptions options) {
    return new PlanSource(model, options, OptionalLong.empty(), cache(), "ONNX Runtime CPU");
  }

  private EngineCache cache() {
    return new EngineCache(folder, 1L << 30, InstantSource.system());
  }

  private static CacheKey key(GpuOptions options) {
    return new CacheKey(
        options.model(),
        "TensorRT " + TensorRtLibraries.version(),
        Gpus.here().list().getFirst(),
        options.shapes(),
        options.precision());
  }

  /** A build that waits to begin. */
  private record Held(PlanSource source, CountDownLatch mayBegin)
      implements UpgradingSession.Upgrade {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public String meanwhile() {
      return source.meanwhile();
    }

    @Override
    public PartialSession make(BuildProgress progress) throws EngineException {
      try {
        mayBegin.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return source.make(progress);
    }
  }
}
