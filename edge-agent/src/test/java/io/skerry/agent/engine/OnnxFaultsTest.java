package io.skerry.agent.engine;

import static io.skerry.agent.onnxdata.OnnxModels.node;
import static io.skerry.agent.onnxdata.OnnxModels.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import io.skerry.agent.onnxdata.OnnxModels;
import io.skerry.agent.onnxdata.Proto;
import io.skerry.protocol.manifest.ElementType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that make no sense to the engine, and failures that are its own. */
final class OnnxFaultsTest {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  @TempDir private Path folder;

  private static Tensor floats(long... shape) {
    return Tensor.allocate(ElementType.FLOAT32, shape);
  }

  private static Tensor whole(long... values) {
    Tensor tensor = Tensor.allocate(ElementType.INT64, values.length);
    tensor.bytes().asLongBuffer().put(values);
    return tensor;
  }

  /** Of floats {@code x} and whole numbers {@code s}, {@code y}. */
  private static byte[] shaped(String operator) {
    return OnnxModels.of(
        node(operator, "x", "s", "y"),
        new Proto[] {value("x", FLOAT), value("s", INT64)},
        value("y", FLOAT));
  }

  private EngineException fault(byte[] model, Map<String, Tensor> inputs) throws Exception {
    Path file = Files.write(folder.resolve("model.onnx"), model);
    try (Session session = Engines.onnxRuntime().open(file, new SessionOptions(1))) {
      return assertThrows(EngineException.class, () -> session.run(inputs));
    }
  }

  private void assertRefused(String part, byte[] model, Map<String, Tensor> inputs)
      throws Exception {
    EngineException fault = fault(model, inputs);
    assertTrue(fault.inputsAtFault(), fault.getMessage());
    assertTrue(fault.getMessage().contains(part), fault.getMessage());
  }

  @Test
  void aShapeThatTheElementsDoNotFillIsTheCallersFault() throws Exception {
    byte[] model = shaped("Reshape");
    assertRefused("cannot be reshaped", model, Map.of("x", floats(2, 3), "s", whole(4, 4)));
    assertRefused("At most one", model, Map.of("x", floats(2, 3), "s", whole(-1, -1)));
    assertRefused("less than -1", model, Map.of("x", floats(2, 3), "s", whole(-7, 2)));
  }

  @Test
  void anIndexOutOfRangeIsTheCallersFault() throws Exception {
    assertRefused("indices", shaped("Gather"), Map.of("x", floats(5, 2), "s", whole(0, 99)));
    assertRefused("Out of range", shaped("GatherElements"), Map.of("x", floats(3), "s", whole(9)));
  }

  @Test
  void partsThatDoNotSumToTheWholeAreTheCallersFault() throws Exception {
    byte[] model =
        OnnxModels.of(
            node("Split", "x", "s", "y").text(2, "z"),
            new Proto[] {value("x", FLOAT), value("s", INT64)},
            value("y", FLOAT),
            value("z", FLOAT));
    assertRefused("Sum of sizes", model, Map.of("x", floats(6), "s", whole(2, 9)));
    assertRefused(">= 0", model, Map.of("x", floats(6), "s", whole(-2, 8)));
  }

  @Test
  void aSizeOfNothingIsTheCallersFault() throws Exception {
    byte[] model =
        OnnxModels.of(
            node("Resize", "x", "", "", "s", "y"),
            new Proto[] {value("x", FLOAT), value("s", INT64)},
            value("y", FLOAT));
    assertRefused("Scale value", model, Map.of("x", floats(1, 1, 2, 2), "s", whole(1, 1, 0, 2)));
  }

  @Test
  void moreThanAnyMachineHoldsIsTheCallersFault() throws Exception {
    byte[] model = shaped("Expand");
    assertRefused("requested buffer", model, Map.of("x", floats(3, 1), "s", whole(3, 1L << 44)));
    assertRefused("", model, Map.of("x", floats(3, 1), "s", whole(1L << 40, 3, 1L << 40)));
  }

  @Test
  void memoryAndDevicesThatFailAreTheEnginesFault() {
    String running = "Non-zero status code returned while running Add node. Name:'a' ";
    for (String status :
        new String[] {
          "Failed to allocate memory for requested buffer of size 4096",
          "std::bad_alloc",
          "CUDA failure 2: out of memory ; GPU=0 ; expr=cudaMalloc",
          "CUBLAS failure 13: the GPU program failed to execute"
        }) {
      assertEngine(OrtErrorCode.ORT_FAIL, running + "Status Message: " + status);
    }
    assertEngine(OrtErrorCode.ORT_EP_FAIL, running + "Status Message: no");
    assertEngine(OrtErrorCode.ORT_NOT_IMPLEMENTED, running + "Status Message: no kernel");
    assertEngine(OrtErrorCode.ORT_FAIL, "the session was not initialised");
    assertEngine(OrtErrorCode.ORT_RUNTIME_EXCEPTION, "Exception during loading");
  }

  @Test
  void theNameOfANodeSaysNothing() {
    String message =
        "Non-zero status code returned while running Reshape node. Name:'CUDA failure' "
            + "Status Message: cannot be reshaped";
    assertTrue(OnnxFaults.of(new OrtException(OrtErrorCode.ORT_FAIL, message)).inputsAtFault());
  }

  private static void assertEngine(OrtErrorCode code, String message) {
    EngineException fault = OnnxFaults.of(new OrtException(code, message));
    assertEquals(false, fault.inputsAtFault(), message);
    assertTrue(fault.getMessage().contains(message), fault.getMessage());
  }
}
