package io.skerry.agent.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skerry.agent.engine.gpu.Gpus;
import io.skerry.agent.model.Examples;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.manifest.Variant.EngineKind;
import io.skerry.protocol.manifest.Variant.Needs;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which variant fits which machine. */
final class VariantsTest {
  private static final Hardware PI = new Hardware("aarch64", 500, new Gpu(0));
  private static final Hardware JETSON = new Hardware("aarch64", 500, new Gpu(3000));

  /** Engines that run everything on a GPU of so much memory; 0 is none. */
  private record Gpu(long freeMb) implements Hardware.Accelerators {
    @Override
    public Optional<String> lack(Variant variant) {
      boolean asked = variant.engine() == EngineKind.TENSORRT || variant.needs().gpu().isPresent();
      return asked && freeMb == 0 ? Optional.of("no NVIDIA device") : Optional.empty();
    }
  }

  @Test
  void theFirstThatFitsIsTaken() throws Exception {
    Variant trt = variant("trt", EngineKind.TENSORRT, needs(List.of(), "cuda", 100));
    Variant cuda = variant("cuda", EngineKind.ONNXRUNTIME, needs(List.of(), "cuda", 100));
    Variant intel = variant("x", EngineKind.ONNXRUNTIME, needs(List.of("x86_64"), null, null));
    Variant big = variant("big", EngineKind.ONNXRUNTIME, needs(List.of(), null, 501));
    Variant arm = variant("arm", EngineKind.ONNXRUNTIME, needs(List.of("aarch64"), null, 500));
    Variant any = variant("any", EngineKind.ONNXRUNTIME, needs(List.of(), null, null));
    assertEquals("arm", choose(model(trt, cuda, intel, big, arm, any)).id());
    assertEquals("any", choose(model(any, arm)).id());
    ReleaseException e =
        assertThrows(ReleaseException.class, () -> choose(model(trt, cuda, intel, big)));
    assertEquals(ReleaseException.Fault.MACHINE, e.fault());
    for (String part : List.of("TENSORRT", "cuda", "x86_64", "501 MiB")) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void whatWasPassedOverIsNamedWithTheReason() {
    Variant trt = variant("trt", EngineKind.TENSORRT, needs(List.of(), "cuda", 100));
    Variant arm = variant("arm", EngineKind.ONNXRUNTIME, needs(List.of("aarch64"), null, 500));
    Variant any = variant("any", EngineKind.ONNXRUNTIME, needs(List.of(), null, null));
    assertEquals(
        "not trt: needs TENSORRT on the GPU cuda: no NVIDIA device",
        Variants.passedOver(model(trt, arm, any), arm, PI));
    assertEquals("", Variants.passedOver(model(arm, trt), arm, PI));
    assertEquals("", Variants.passedOver(model(trt, arm), arm, JETSON));
  }

  /** The real engines of this machine. */
  @Test
  void aModelForGpusFallsBackToTheCpuAndSaysWhy() throws Exception {
    assumeTrue(Gpus.here().absence().isPresent());
    Variant trt = variant("trt", EngineKind.TENSORRT, needs(List.of(), "cuda", null));
    Variant cuda = variant("cuda", EngineKind.ONNXRUNTIME, needs(List.of(), "cuda", null));
    Variant cpu = variant("cpu", EngineKind.ONNXRUNTIME, needs(List.of(), null, null));
    ModelContent content = model(trt, cuda, cpu);
    Variant chosen = Variants.choose(content, Optional.empty(), Hardware.here());
    assertEquals("cpu", chosen.id());
    assertEquals(
        "not trt: needs TENSORRT on the GPU cuda: no NVIDIA device (/dev/nvidia0 is missing);"
            + " not cuda: needs ONNXRUNTIME on the GPU cuda: no NVIDIA device (/dev/nvidia0 is"
            + " missing)",
        Variants.passedOver(content, chosen, Hardware.here()));
  }

  @Test
  void memoryIsTheGpusWhereOneIsUsed() throws Exception {
    Variant trt = variant("trt", EngineKind.TENSORRT, needs(List.of(), null, 3001));
    Variant cuda = variant("cuda", EngineKind.ONNXRUNTIME, needs(List.of(), "cuda", 3000));
    assertEquals("cuda", Variants.choose(model(trt, cuda), Optional.empty(), JETSON).id());
    ReleaseException e =
        assertThrows(
            ReleaseException.class, () -> Variants.choose(model(trt), Optional.empty(), JETSON));
    assertTrue(e.getMessage().contains("needs 3001 MiB of the GPU, free are 3000"), e.getMessage());
  }

  @Test
  void aMachineWithoutAGpuSaysSo() {
    Variant trt = variant("trt", EngineKind.TENSORRT, needs(List.of(), "cuda", null));
    Optional<String> lack = Hardware.here().lack(trt);
    assumeTrue(Gpus.here().absence().isPresent());
    assertEquals(
        Optional.of("needs TENSORRT on the GPU cuda: no NVIDIA device (/dev/nvidia0 is missing)"),
        lack);
  }

  @Test
  void thisMachineIsKnownAndFetchesOneVariantAndTheSamples() throws Exception {
    assertTrue(Hardware.here().freeMb() > 0);
    ModelContent content = (ModelContent) Examples.images("1.0.0").content();
    List<Blob> needed = Variants.needed(content, Optional.empty());
    assertEquals(1 + 2 * content.golden().size(), needed.size());
  }

  @Test
  void theOneTakenBeforeStaysWhateverFitsNow() throws Exception {
    Variant any = variant("any", EngineKind.ONNXRUNTIME, needs(List.of(), null, null));
    Variant big = variant("big", EngineKind.ONNXRUNTIME, needs(List.of(), null, 501));
    assertEquals("big", Variants.choose(model(any, big), Optional.of("big"), PI).id());
    assertEquals("any", Variants.choose(model(any, big), Optional.of("gone"), PI).id());
  }

  private static Variant choose(ModelContent content) throws ReleaseException {
    return Variants.choose(content, Optional.empty(), PI);
  }

  private static ModelContent model(Variant... variants) {
    ModelContent some = (ModelContent) Examples.images("1.0.0").content();
    return new ModelContent(
        "test",
        List.of(variants),
        some.tensors(),
        some.input(),
        some.output(),
        List.of(),
        List.of());
  }

  private static Variant variant(String id, EngineKind engine, Needs needs) {
    Blob blob = ((ModelContent) Examples.images("1.0.0").content()).variants().getFirst().blob();
    return new Variant(id, engine, blob, needs, Optional.empty());
  }

  private static Needs needs(List<String> arch, String gpu, Integer memoryMb) {
    return new Needs(arch, Optional.ofNullable(gpu), Optional.ofNullable(memoryMb));
  }
}
