package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtProvider;
import io.skerry.agent.engine.Engine.Probe;
import io.skerry.agent.engine.Selection.Runner;
import io.skerry.agent.engine.gpu.Gpus;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real absence of GPUs and of their libraries, in words for people. */
final class AbsenceTest {
  private static final Path MODEL =
      Path.of("..", "models", "image-classifier", "image-classifier.onnx");

  @TempDir private Path folder;

  @BeforeEach
  void thereIsNone() {
    assumeTrue(Gpus.here().absence().isPresent(), "this machine has a GPU");
  }

  @Test
  void theMissingDeviceIsNamed() {
    String none = Gpus.here().absence().orElseThrow();
    for (Runner runner : List.of(Runner.CUDA, Runner.TENSORRT_PROVIDER, Runner.TENSORRT)) {
      assertEquals(new Probe.Unavailable(none), Engines.probe(runner));
    }
    assertEquals("no NVIDIA device (/dev/nvidia0 is missing)", none);
  }

  @Test
  void enginesSayWhyTheyDontOpen() {
    Map<EngineKind, Engine> engines = Engines.all(GpuLimits.in(folder));
    GpuOptions asked =
        new GpuOptions(
            Sha256.of(new byte[0]), Optional.empty(), List.of(), session -> Optional.empty());
    SessionOptions options = new SessionOptions(1).on(asked);
    engines.forEach(
        (kind, engine) -> {
          EngineException fault =
              assertThrows(EngineException.class, () -> engine.open(MODEL, options));
          assertTrue(fault.getMessage().endsWith("no NVIDIA device (/dev/nvidia0 is missing)"));
          assertInstanceOf(Probe.Unavailable.class, engine.gpu());
        });
    assertThrows(
        EngineException.class,
        () -> engines.get(EngineKind.TENSORRT).open(MODEL, new SessionOptions(1)));
  }

  /** What a machine with a GPU would be told by this build: no linkage error gets out, twice. */
  @Test
  void missingLibrariesAreFaultsNotErrors() {
    for (int i = 0; i < 2; i++) {
      String reason = assertInstanceOf(Probe.Unavailable.class, TensorRtLibraries.load()).reason();
      assertTrue(
          reason.contains("build it with -Ptensorrt")
              || reason.contains("not found: install")
              || i > 0,
          reason);
      for (OrtProvider provider : List.of(OrtProvider.CUDA, OrtProvider.TENSOR_RT)) {
        String other =
            assertInstanceOf(Probe.Unavailable.class, OnnxProviders.load(provider)).reason();
        assertTrue(
            other.contains("build it with -Pcuda") || other.contains("can't be loaded"), other);
      }
    }
  }

  @Test
  void whatTheLoaderSaysBecomesAdvice() {
    assertEquals(
        "libnvinfer.so.10 not found: install TensorRT 10 (packages libnvinfer10,"
            + " libnvinfer-plugin10 and libnvonnxparsers10)",
        explained(
            "/tmp/libjninvinfer.so: libnvinfer.so.10: cannot open shared object file: No such"
                + " file or directory"));
    assertEquals(
        "libcudart.so.12 not found: install the CUDA 12 runtime and libraries",
        explained("libcudart.so.12: cannot open shared object file: No such"));
    assertEquals(
        "libcudnn.so.9 not found: install cuDNN 9",
        explained("libcudnn.so.9: cannot open shared object file: No such"));
    assertEquals(
        "libcuda.so.1 not found: install the NVIDIA driver; in a container, start it with the GPU",
        explained("libcuda.so.1: cannot open shared object file"));
    assertEquals(
        "this agent was built without TensorRT: build it with -Ptensorrt",
        explained(
            "no jnicudart in java.library.path: /usr/lib: Could not find jnicudart in class, module,"
                + " and library paths."));
    assertEquals("TensorRT can't be loaded: undefined symbol: x", explained("undefined symbol: x"));
    assertEquals(
        "the NVIDIA driver is too old: it is for CUDA 12.4, this agent needs 13.1",
        TensorRtLibraries.tooOld(12040, 13010));
  }

  /**
   * With the natives in the build JavaCPP says the same as without, and the reason in the cause.
   */
  @Test
  void aMissingLibraryIsNotTakenForAMissingProfile() {
    UnsatisfiedLinkError fault = new UnsatisfiedLinkError("no jnicudart in java.library.path: /x");
    fault.initCause(
        new UnsatisfiedLinkError(
            "/home/agent/.javacpp/libjnicudart.so: libcudart.so.12: cannot open shared object file: No"));
    assertEquals(
        "libcudart.so.12 not found: install the CUDA 12 runtime and libraries",
        TensorRtLibraries.explain(fault));
  }

  /** Natives that are there and don't load, as those for another processor. */
  @Test
  void whatIsNoMissingLibraryIsToldAsItIs() {
    UnsatisfiedLinkError fault = new UnsatisfiedLinkError("no jnicudart in java.library.path: /x");
    fault.initCause(new UnsatisfiedLinkError("/y/libjnicudart.so: wrong ELF class: ELFCLASS32"));
    assertEquals(
        "TensorRT can't be loaded: no jnicudart in java.library.path: /x: /y/libjnicudart.so:"
            + " wrong ELF class: ELFCLASS32",
        TensorRtLibraries.explain(fault));
    assertEquals(
        "/lib/libcublas.so.12: file too short",
        OnnxProviders.said(
            new IllegalStateException(
                "Error code - ORT_FAIL - message: /onnxruntime_src/provider_bridge_ort.cc:1988"
                    + " Failed to load library libonnxruntime_providers_cuda.so with error:"
                    + " /lib/libcublas.so.12: file too short\n")));
    assertEquals("no room", OnnxProviders.said(new IllegalStateException("no room")));
  }

  private static String explained(String loader) {
    return TensorRtLibraries.explain(new UnsatisfiedLinkError(loader));
  }

  @Test
  void finishedEnginesAreKnownByTheirFirstBytes() throws Exception {
    Path plan = Files.write(folder.resolve("plan"), new byte[] {'f', 't', 'r', 't', 0, 0});
    assertTrue(TensorRtEngine.isPlan(plan));
    assertTrue(!TensorRtEngine.isPlan(MODEL));
    assertTrue(!TensorRtEngine.isPlan(Files.write(folder.resolve("short"), new byte[] {'f'})));
    assertThrows(EngineException.class, () -> TensorRtEngine.isPlan(folder.resolve("absent")));
  }

  @Test
  void runsAreAsManyAsTheMemoryHolds() throws Exception {
    assertEquals(4, TensorRtSession.runs(1 << 20, 1 << 20, OptionalLong.empty()));
    assertEquals(2, TensorRtSession.runs(100, 50, OptionalLong.of(200)));
    assertEquals(4, TensorRtSession.runs(100, 0, OptionalLong.of(200)));
    EngineException fault =
        assertThrows(
            EngineException.class,
            () -> TensorRtSession.runs(600 << 20, 200 << 20, OptionalLong.of(700 << 20)));
    assertEquals(
        "the engine needs 800 MiB on the GPU, gpu.memoryMb allows 700", fault.getMessage());
  }
}
