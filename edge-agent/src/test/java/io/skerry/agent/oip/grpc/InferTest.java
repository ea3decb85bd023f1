package io.skerry.agent.oip.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import inference.InferParameter;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import inference.ModelInferRequest.InferRequestedOutputTensor;
import inference.ModelInferResponse;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferRequest.Sequence;
import io.skerry.agent.model.Examples;
import io.skerry.agent.oip.Datatypes;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Inference over gRPC, called through generated stubs of grpc-java. */
@Timeout(60)
final class InferTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.assertNothingHeld();
    server.close();
  }

  @Test
  void rawElementsOfEveryTypeComeBackBitForBit() {
    Random random = new Random(7);
    for (int round = 0; round < 20; round++) {
      ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("test/echo");
      for (ElementType type : ElementType.values()) {
        int count = random.nextInt(50);
        request.addInputs(Requests.input("in-" + type, type, 1, count));
        request.addRawInputContents(Requests.raw(type, count, random));
      }
      ModelInferResponse response = server.stub().modelInfer(request.build());
      assertEquals(request.getRawInputContentsList(), response.getRawOutputContentsList());
      for (int i = 0; i < request.getInputsCount(); i++) {
        assertEquals(request.getInputs(i).getName(), response.getOutputs(i).getName());
        assertEquals(request.getInputs(i).getDatatype(), response.getOutputs(i).getDatatype());
        assertEquals(request.getInputs(i).getShapeList(), response.getOutputs(i).getShapeList());
      }
    }
  }

  @Test
  void typedElementsOfEveryTypeComeBackAsTheirRawForm() {
    Random random = new Random(11);
    for (ElementType type : ElementType.values()) {
      if (type == ElementType.FLOAT16 || type == ElementType.BFLOAT16) {
        continue; // they have no typed form
      }
      for (int count : new int[] {0, 1, 300}) {
        ByteString raw = Requests.raw(type, count, random);
        InferInputTensor.Builder input = Requests.input("x", type, count);
        ModelInferResponse response =
            server.stub().modelInfer(request(input.setContents(typed(type, count, raw))));
        assertEquals(raw, response.getRawOutputContents(0), type.toString());
        assertEquals(Datatypes.name(type), response.getOutputs(0).getDatatype());
      }
    }
  }

  @Test
  void aRealModelAnswersAsTheBareEngineDoes() throws Exception {
    try (SessionModel images =
            new SessionModel(
                "images", Examples.TOP.resolve("models/image-classifier/image-classifier.onnx"));
        TestServer real = new TestServer(images)) {
      Tensor input = Tensor.allocate(ElementType.FLOAT32, 1, 3, 32, 32);
      Random random = new Random(3);
      for (int i = 0; i < 50; i++) {
        ByteBuffer bytes = input.bytes();
        while (bytes.hasRemaining()) {
          bytes.putFloat(random.nextFloat());
        }
        String name = real.stub().modelMetadata(metadata("images")).getInputs(0).getName();
        Tensor expected = images.run(Map.of(name, input)).values().iterator().next();
        ModelInferResponse response =
            real.stub()
                .modelInfer(
                    ModelInferRequest.newBuilder()
                        .setModelName("images")
                        .addInputs(Requests.input(name, ElementType.FLOAT32, 1, 3, 32, 32))
                        .addRawInputContents(ByteString.copyFrom(input.bytes()))
                        .build());
        assertEquals(ByteString.copyFrom(expected.bytes()), response.getRawOutputContents(0));
      }
      real.assertNothingHeld();
    }
  }

  @Test
  void largeTensorsGoThroughWhole() {
    byte[] bytes = new byte[3 << 20];
    new Random(1).nextBytes(bytes);
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName("test/echo")
            .addInputs(Requests.input("small", ElementType.UINT8, 5))
            .addInputs(Requests.input("large", ElementType.UINT8, bytes.length))
            .addRawInputContents(ByteString.copyFrom(new byte[5]))
            .addRawInputContents(ByteString.copyFrom(bytes))
            .build();
    ModelInferResponse response = server.stub().modelInfer(request);
    assertEquals(request.getRawInputContentsList(), response.getRawOutputContentsList());
  }

  @Test
  void idAndVersionAreToldAndOutputsChosen() {
    ModelInferRequest request =
        Requests.floats("me", 1, 2).toBuilder()
            .setModelVersion("1.2.3")
            .addInputs(Requests.input("y", ElementType.INT8, 2))
            .addRawInputContents(ByteString.copyFrom(new byte[] {4, 5}))
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("y"))
            .build();
    ModelInferResponse response = server.stub().modelInfer(request);
    assertEquals("me", response.getId());
    assertEquals("test/echo", response.getModelName());
    assertEquals("1.2.3", response.getModelVersion());
    assertEquals(1, response.getOutputsCount());
    assertEquals("y", response.getOutputs(0).getName());
    assertEquals(ByteString.copyFrom(new byte[] {4, 5}), response.getRawOutputContents(0));
  }

  @Test
  void parametersAndTimeoutsReachTheModel() {
    ModelInferRequest request =
        Requests.floats("", 1).toBuilder()
            .putParameters("priority", InferParameter.newBuilder().setUint64Param(2).build())
            .putParameters("sequence_id", InferParameter.newBuilder().setStringParam("s1").build())
            .putParameters("sequence_start", InferParameter.newBuilder().setBoolParam(true).build())
            .putParameters("mine", InferParameter.newBuilder().setDoubleParam(0.5).build())
            .build();
    long before = System.nanoTime();
    server.stub().modelInfer(request);
    InferRequest got = server.echo.last.get();
    assertEquals(1, got.priority());
    assertEquals(Optional.of(new Sequence("s1", true, false)), got.sequence());
    long call = got.deadlineNanos().orElseThrow() - before;
    assertTrue(call > TimeUnit.SECONDS.toNanos(20) && call < TimeUnit.SECONDS.toNanos(31));
    server
        .stub()
        .modelInfer(
            Requests.floats("", 1).toBuilder()
                .putParameters("timeout", InferParameter.newBuilder().setInt64Param(5000).build())
                .putParameters("sequence_id", InferParameter.newBuilder().setInt64Param(42).build())
                .build());
    got = server.echo.last.get();
    assertEquals("42", got.sequence().orElseThrow().id());
    assertTrue(got.deadlineNanos().orElseThrow() - before < TimeUnit.SECONDS.toNanos(19));
  }

  private static inference.ModelMetadataRequest metadata(String name) {
    return inference.ModelMetadataRequest.newBuilder().setName(name).build();
  }

  private static ModelInferRequest request(InferInputTensor.Builder input) {
    return ModelInferRequest.newBuilder().setModelName("test/echo").addInputs(input).build();
  }

  private static InferTensorContents typed(ElementType type, int count, ByteString raw) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    ByteBuffer bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (type) {
        case BOOL -> contents.addBoolContents(bytes.get() != 0);
        case INT8 -> contents.addIntContents(bytes.get());
        case INT16 -> contents.addIntContents(bytes.getShort());
        case INT32 -> contents.addIntContents(bytes.getInt());
        case INT64 -> contents.addInt64Contents(bytes.getLong());
        case UINT8 -> contents.addUintContents(bytes.get() & 0xff);
        case UINT16 -> contents.addUintContents(bytes.getShort() & 0xffff);
        case UINT32 -> contents.addUintContents(bytes.getInt());
        case UINT64 -> contents.addUint64Contents(bytes.getLong());
        case FLOAT32 -> contents.addFp32Contents(bytes.getFloat());
        case FLOAT64 -> contents.addFp64Contents(bytes.getDouble());
        case STRING -> {
          byte[] text = new byte[bytes.getInt()];
          bytes.get(text);
          contents.addBytesContents(ByteString.copyFrom(text));
        }
        case FLOAT16, BFLOAT16 -> throw new IllegalStateException("no typed form: " + type);
      }
    }
    return contents.build();
  }
}
