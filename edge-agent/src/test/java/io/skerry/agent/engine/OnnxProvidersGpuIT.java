package io.skerry.agent.engine;

import static io.skerry.agent.engine.GpuExamples.CLASSIFIER;
import static io.skerry.agent.engine.GpuExamples.CNNS;
import static io.skerry.agent.engine.GpuExamples.agrees;
import static io.skerry.agent.engine.GpuExamples.asked;
import static io.skerry.agent.engine.GpuExamples.classifier;
import static io.skerry.agent.engine.GpuExamples.cpu;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Selection.Runner;
import io.skerry.agent.engine.gpu.Gpu;
import io.skerry.agent.engine.gpu.Gpus;
import io.skerry.protocol.manifest.TensorRt.Precision;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime's providers on a GPU, against its CPU. */
@EnabledIfSystemProperty(
    named = "os.arch",
    matches = "amd64",
    disabledReason = "ONNX Runtime's Java package has providers for x64 only")
@OnGpu({Runner.CUDA, Runner.TENSORRT_PROVIDER})
final class OnnxProvidersGpuIT {
  private static final double FLOAT32 = 1e-3;

  /** TF32, which the TensorRT provider has no switch for. */
  private static final double TEN_BITS = 1e-2;

  @TempDir private Path folder;

  @Test
  void cudaGivesTheCpusAnswers() throws Exception {
    Engine engine = Engines.onnxRuntime();
    for (Path model : CNNS) {
      SessionOptions options = new SessionOptions(1).on(asked(model, Precision.FP32, Map.of()));
      try (Session right = cpu(model);
          Session cuda = engine.open(model, options)) {
        agrees(right, cuda, 1, FLOAT32);
        agrees(right, cuda, 1, FLOAT32);
        Gpu first = Gpus.here().list().getFirst();
        assertTrue(Gpus.here().read(first).usedBytes() > 32 << 20, "its memory shows");
      }
    }
  }

  @Test
  void cudaTakesBatches() throws Exception {
    SessionOptions options = new SessionOptions(1).on(classifier(Precision.FP32, 8));
    try (Session right = cpu(CLASSIFIER);
        Session cuda = Engines.onnxRuntime().open(CLASSIFIER, options)) {
      for (int batch : new int[] {1, 8, 3}) {
        agrees(right, cuda, batch, FLOAT32);
      }
    }
  }

  @Test
  void cudaRefusesWhatItsMemoryLimitDoesNotHold() throws Exception {
    GpuLimits limits = new GpuLimits(folder, 1 << 20, OptionalLong.of(64 << 10));
    Engine engine = Engines.all(limits).get(EngineKind.ONNXRUNTIME);
    SessionOptions options = new SessionOptions(1).on(classifier(Precision.FP32, 64));
    assertThrows(
        EngineException.class,
        () -> {
          try (Session right = cpu(CLASSIFIER);
              Session cuda = engine.open(CLASSIFIER, options)) {
            agrees(right, cuda, 64, FLOAT32);
          }
        });
  }

  @Test
  void theTensorRtProviderGivesTheCpusAnswersAndKeepsItsEngine() throws Exception {
    try (Session right = cpu(CLASSIFIER);
        Session first = source(Precision.FP32).make(new BuildProgress())) {
      for (int batch : new int[] {1, 8, 3}) {
        agrees(right, first, batch, TEN_BITS);
      }
      Map<Path, FileTime> made = engines();
      assertFalse(made.isEmpty());
      try (PartialSession again = source(Precision.FP32).make(new BuildProgress())) {
        agrees(right, again, 8, TEN_BITS);
        assertEquals(made, engines(), "nothing was built again");
        assertFalse(again.takes(GpuExamples.inputs(right, 9)));
      }
      try (Session half = source(Precision.FP16).make(new BuildProgress())) {
        agrees(right, half, 8, 3e-2);
        assertTrue(engines().size() > made.size(), "another precision is another engine");
      }
    }
  }

  private ProviderSource source(Precision precision) throws IOException {
    return new ProviderSource(
        CLASSIFIER,
        new SessionOptions(1).on(classifier(precision, 8)),
        OptionalLong.empty(),
        new EngineCache(folder, 1L << 30, InstantSource.system()),
        new OnnxEngine(OptionalLong.empty()),
        "ONNX Runtime CPU");
  }

  /** When each was written. */
  private Map<Path, FileTime> engines() throws IOException {
    Map<Path, FileTime> engines = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".engine")).toList()) {
        engines.put(file, Files.getLastModifiedTime(file));
      }
    }
    return engines;
  }
}
