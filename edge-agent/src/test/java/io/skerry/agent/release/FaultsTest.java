package io.skerry.agent.release;

import static io.skerry.agent.onnxdata.OnnxModels.node;
import static io.skerry.agent.onnxdata.OnnxModels.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.model.Examples;
import io.skerry.agent.onnxdata.OnnxModels;
import io.skerry.agent.onnxdata.Proto;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.npy.NpyArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A release that refuses what makes no sense works; one that fails on its own samples doesn't. */
@Timeout(60)
final class FaultsTest {
  private static final ModelName NAME = ModelName.parse("test/reshape");

  @TempDir private Path folder;
  private final Bench bench = new Bench(Map.of());

  @AfterEach
  void close() {
    bench.close();
  }

  /** {@code y} is {@code x} in the shape {@code s}, proved by one sample of six elements. */
  private Manifest reshape(long... golden) throws Exception {
    byte[] model =
        OnnxModels.of(
            node("Reshape", "x", "s", "y"),
            new Proto[] {OnnxModels.named("x", 1, "N"), OnnxModels.named("s", 7, "M")},
            value("y", 1));
    Tensors tensors =
        new Tensors(
            List.of(
                new Tensors.Spec("x", ElementType.FLOAT32, List.of("N")),
                new Tensors.Spec("s", ElementType.INT64, List.of("M"))),
            List.of(new Tensors.Spec("y", ElementType.FLOAT32, List.of())),
            List.of(),
            List.of());
    ByteBuffer shape = ByteBuffer.allocate(8 * golden.length).order(ByteOrder.LITTLE_ENDIAN);
    shape.asLongBuffer().put(golden);
    GoldenSample sample =
        new GoldenSample(
            "six",
            Map.of(
                "x", blob("x.npy", NpyArray.zeros(ElementType.FLOAT32, new long[] {6})),
                "s",
                    blob(
                        "s.npy",
                        NpyArray.of(ElementType.INT64, new long[] {golden.length}, shape))),
            Map.of("y", blob("y.npy", NpyArray.zeros(ElementType.FLOAT32, golden))),
            new Decimal("0.001"));
    Path file = Files.write(folder.resolve("model.onnx"), model);
    Variant variant =
        new Variant(
            "fp32-cpu",
            Variant.EngineKind.ONNXRUNTIME,
            Examples.register(file),
            new Variant.Needs(List.of(), Optional.empty(), Optional.empty()),
            Optional.empty());
    ModelContent content =
        new ModelContent(
            "test",
            List.of(variant),
            tensors,
            new Input.Raw(),
            new Output.Raw(),
            List.of(),
            List.of(sample));
    return Examples.manifest("test/reshape@1.0.0", Map.of(), content);
  }

  private Blob blob(String name, NpyArray array) throws Exception {
    return Examples.register(Files.write(folder.resolve(name), array.toBytes()));
  }

  private InferOutcome ask(long... shape) throws Exception {
    Tensor wanted = Tensor.allocate(ElementType.INT64, shape.length);
    wanted.bytes().asLongBuffer().put(shape);
    Tensor six = Tensor.allocate(ElementType.FLOAT32, 6);
    CompletableFuture<InferOutcome> outcome = new CompletableFuture<>();
    bench
        .models
        .catalogue()
        .find(NAME.toString(), Optional.empty())
        .orElseThrow()
        .infer(InferRequest.of(Map.of("x", six, "s", wanted)), outcome::complete);
    return outcome.get(20, TimeUnit.SECONDS);
  }

  private void assertRefused(Reason reason, InferOutcome outcome) {
    InferOutcome.Refused refused = assertInstanceOf(InferOutcome.Refused.class, outcome);
    assertEquals(reason, refused.reason(), refused.message());
  }

  @Test
  void valuesThatMakeNoSenseAreNoFaultOfTheRelease() throws Exception {
    bench.activate(reshape(2, 3), Map.of());
    assertRefused(Reason.INVALID, ask(4, 4));
    assertRefused(Reason.INVALID, ask(-1, -1));
    assertEquals(Optional.empty(), bench.host.fault(NAME));
    assertInstanceOf(InferOutcome.Answered.class, ask(3, 2));
  }

  @Test
  void aReleaseThatRefusesItsOwnSampleIsNotActivated() throws Exception {
    Manifest broken = reshape(2, 4);
    ReleaseException fault =
        assertThrows(ReleaseException.class, () -> bench.activate(broken, Map.of()));
    assertTrue(fault.getMessage().contains("cannot be reshaped"), fault.getMessage());
  }

  @Test
  void aReleaseThatFailsOnItsOwnSampleLaterIsAtFault() throws Exception {
    bench.activate(reshape(2, 3), Map.of());
    bench.engine.faulty(true);
    assertRefused(Reason.FAILED, ask(2, 3));
    assertTrue(bench.host.fault(NAME).orElseThrow().startsWith("1 of 1 inferences failed"));
  }
}
