package io.skerry.agent.conformance;

import com.google.protobuf.ByteString;
import inference.GRPCInferenceServiceGrpc;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import inference.ModelInferResponse;
import inference.ModelInferResponse.InferOutputTensor;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.oip.Datatypes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Over gRPC, through the stub that protoc and grpc-java made of the protocol. */
record GrpcWire(ManagedChannel channel) implements Wire {
  @Override
  public String name() {
    return "gRPC";
  }

  @Override
  public boolean takesHalves() {
    return true;
  }

  @Override
  public Answer infer(String model, Map<String, Tensor> inputs) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      Tensor tensor = input.getValue();
      InferInputTensor.Builder described =
          InferInputTensor.newBuilder()
              .setName(input.getKey())
              .setDatatype(Datatypes.name(tensor.type()));
      for (long dimension : tensor.shape()) {
        described.addShape(dimension);
      }
      request.addInputs(described);
      request.addRawInputContents(ByteString.copyFrom(OipRequest.raw(tensor)));
    }
    try {
      return new Answer.Outputs(
          outputs(
              GRPCInferenceServiceGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(60, TimeUnit.SECONDS)
                  .modelInfer(request.build())));
    } catch (StatusRuntimeException e) {
      String message = e.getStatus().getDescription();
      return new Answer.Refused(e.getStatus().getCode().toString(), message == null ? "" : message);
    }
  }

  private static Map<String, Tensor> outputs(ModelInferResponse response) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (int i = 0; i < response.getOutputsCount(); i++) {
      InferOutputTensor output = response.getOutputs(i);
      long[] shape = output.getShapeList().stream().mapToLong(Long::longValue).toArray();
      ByteString raw = response.getRawOutputContents(i);
      outputs.put(
          output.getName(),
          OipResponse.raw(
              Datatypes.parse(output.getDatatype()).orElseThrow(),
              shape,
              raw.asReadOnlyByteBuffer()));
    }
    return outputs;
  }
}
