package io.skerry.agent.standalone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skerry.agent.engine.Engines;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.model.Residency;
import io.skerry.agent.model.ResidencyLimits;
import io.skerry.agent.model.RunOptions;
import io.skerry.agent.onnxdata.OnnxModels;
import io.skerry.agent.onnxdata.Proto;
import io.skerry.agent.schedule.Limits;
import io.skerry.protocol.manifest.ElementType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a model says of its shapes is not always so: what the engine takes is taken. */
@Timeout(60)
final class ShapesTest {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  @TempDir private Path top;

  private static Tensor floats(long... shape) {
    return Tensor.allocate(ElementType.FLOAT32, shape);
  }

  private InferOutcome ask(byte[] model, Map<String, Tensor> inputs) throws Exception {
    Files.write(top.resolve("m.onnx"), model);
    RunOptions options = new RunOptions(new SessionOptions(1), Limits.forThisMachine());
    try (Residency residency =
            new Residency(ResidencyLimits.forThisMachine(), new SimpleMeterRegistry());
        ModelFolder folder =
            ModelFolder.open(top, new FolderRuntime(Engines.onnxRuntime(), options, residency))) {
      CompletableFuture<InferOutcome> outcome = new CompletableFuture<>();
      folder
          .find("m", Optional.empty())
          .orElseThrow()
          .infer(InferRequest.of(inputs), outcome::complete);
      return outcome.get(20, TimeUnit.SECONDS);
    }
  }

  private static void answered(InferOutcome outcome, String name, long... shape) {
    InferOutcome.Answered answered = assertInstanceOf(InferOutcome.Answered.class, outcome);
    assertArrayEquals(shape, answered.outputs().get(name).shape());
    answered.free();
  }

  private static void invalid(InferOutcome outcome, String part) {
    InferOutcome.Refused refused = assertInstanceOf(InferOutcome.Refused.class, outcome);
    assertEquals(InferOutcome.Reason.INVALID, refused.reason(), refused.message());
    assertTrue(refused.message().contains(part), refused.message());
  }

  @Test
  void aModelWithoutShapesTakesAnyShape() throws Exception {
    byte[] model = OnnxModels.single("Neg", FLOAT);
    answered(ask(model, Map.of("x", floats(2, 3))), "y", 2, 3);
    answered(ask(model, Map.of("x", floats())), "y");
    answered(ask(model, Map.of("x", floats(0, 3))), "y", 0, 3);
  }

  @Test
  void oneNameMayHaveSeveralLengths() throws Exception {
    Proto axis = new Proto().text(1, "axis").number(3, 0).number(20, 2);
    byte[] model = OnnxModels.ofTwo(OnnxModels.node("Concat", "x", "y", "z").message(5, axis));
    answered(ask(model, Map.of("x", floats(2), "y", floats(3))), "z", 5);
  }

  @Test
  void ifTheEngineDoesNotTakeThemTheRequestIsWrong() throws Exception {
    byte[] model = OnnxModels.ofTwo(OnnxModels.node("Add", "x", "y", "z"));
    answered(ask(model, Map.of("x", floats(1), "y", floats(3))), "z", 3);
    invalid(ask(model, Map.of("x", floats(2), "y", floats(3))), "N is 3 in input y, 2 in another");
    invalid(ask(model, Map.of("x", floats(2, 2), "y", floats(3))), "expected FLOAT32 [N]");
  }

  @Test
  void elementsThatTheEngineDoesNotTakeMakeTheRequestWrong() throws Exception {
    Proto graph =
        new Proto()
            .message(1, OnnxModels.node("Gather", "x", "i", "y"))
            .text(2, "gather")
            .message(11, OnnxModels.named("x", FLOAT, "N"))
            .message(11, OnnxModels.named("i", INT64, "M"))
            .message(12, OnnxModels.value("y", FLOAT));
    Tensor index = Tensor.allocate(ElementType.INT64, 1);
    index.bytes().putLong(0, 7);
    invalid(ask(OnnxModels.model(graph), Map.of("x", floats(3), "i", index)), "indices");
  }

  @Test
  void aDimensionNamedLikeANumberHasAnyLength() throws Exception {
    Proto graph =
        new Proto()
            .message(1, OnnxModels.node("Neg", "x:0", "/y/z"))
            .text(2, "named")
            .message(11, OnnxModels.named("x:0", FLOAT, "10"))
            .message(12, OnnxModels.value("/y/z", FLOAT));
    answered(ask(OnnxModels.model(graph), Map.of("x:0", floats(3))), "/y/z", 3);
  }
}
