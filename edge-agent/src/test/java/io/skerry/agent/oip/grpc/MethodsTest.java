package io.skerry.agent.oip.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inference.DataType;
import inference.ModelConfig;
import inference.ModelConfigRequest;
import inference.ModelInferRequest;
import inference.ModelMetadataRequest;
import inference.ModelMetadataResponse;
import inference.ModelReadyRequest;
import inference.ModelStatistics;
import inference.ModelStatisticsRequest;
import inference.RepositoryIndexRequest;
import inference.RepositoryIndexResponse.ModelIndex;
import inference.RepositoryModelLoadRequest;
import inference.RepositoryModelUnloadRequest;
import inference.ServerLiveRequest;
import inference.ServerMetadataRequest;
import inference.ServerReadyRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.Served.State;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What is told about server and models, and with which status calls fail. */
@Timeout(60)
final class MethodsTest {
  /** Messages as bytes, for calls that no stub makes. */
  static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.assertNothingHeld();
    server.close();
  }

  @Test
  void theServerTellsWhatItIs() {
    assertTrue(server.stub().serverLive(ServerLiveRequest.getDefaultInstance()).getLive());
    var metadata = server.stub().serverMetadata(ServerMetadataRequest.getDefaultInstance());
    assertEquals("skerry", metadata.getName());
    assertEquals("9.9", metadata.getVersion());
    assertTrue(metadata.getExtensionsList().contains("statistics"));
  }

  @Test
  void readyMeansThatEveryModelAnswers() {
    var server = this.server.stub();
    assertTrue(server.serverReady(ServerReadyRequest.getDefaultInstance()).getReady());
    assertTrue(server.modelReady(ready("test/echo", "")).getReady());
    assertTrue(server.modelReady(ready("test/echo", "1.2.3")).getReady());
    assertFalse(server.modelReady(ready("test/echo", "2")).getReady());
    assertFalse(server.modelReady(ready("other", "")).getReady());
    assertEquals(1, health(""));
    this.server.echo.state = State.LOADING;
    assertFalse(server.serverReady(ServerReadyRequest.getDefaultInstance()).getReady());
    assertFalse(server.modelReady(ready("test/echo", "")).getReady());
    assertEquals(2, health("inference.GRPCInferenceService"));
  }

  @Test
  void aModelTellsItsTensors() {
    ModelMetadataResponse metadata =
        server.stub().modelMetadata(ModelMetadataRequest.newBuilder().setName("test/echo").build());
    assertEquals("test/echo", metadata.getName());
    assertEquals("onnxruntime_onnx", metadata.getPlatform());
    assertEquals(List.of("1.2.3"), metadata.getVersionsList());
    assertEquals("FP32", metadata.getInputs(0).getDatatype());
    assertEquals(List.of(-1L, 3L), metadata.getInputs(0).getShapeList());
    assertEquals("x", metadata.getOutputs(0).getName());
    ModelConfig config =
        server
            .stub()
            .modelConfig(ModelConfigRequest.newBuilder().setName("test/echo").build())
            .getConfig();
    assertEquals("onnxruntime_onnx", config.getPlatform());
    assertEquals(DataType.TYPE_FP32, config.getInput(0).getDataType());
    assertEquals(List.of(-1L, 3L), config.getOutput(0).getDimsList());
    server.echo.state = State.UNAVAILABLE;
    assertStatus(
        Status.Code.UNAVAILABLE,
        "made so",
        () ->
            server
                .stub()
                .modelMetadata(ModelMetadataRequest.newBuilder().setName("test/echo").build()));
  }

  @Test
  void statisticsCountWhatAModelDid() {
    for (int i = 0; i < 3; i++) {
      server.stub().modelInfer(Requests.floats("", 1));
    }
    for (String name : List.of("", "test/echo")) {
      ModelStatistics stats =
          server
              .stub()
              .modelStatistics(ModelStatisticsRequest.newBuilder().setName(name).build())
              .getModelStats(0);
      assertEquals(3, stats.getInferenceCount());
      assertEquals(3, stats.getExecutionCount());
      assertEquals(3, stats.getInferenceStats().getSuccess().getCount());
      assertEquals(30, stats.getInferenceStats().getSuccess().getNs());
      assertEquals(9, stats.getInferenceStats().getComputeInfer().getNs());
      assertEquals(1, stats.getBatchStats(0).getBatchSize());
      assertEquals(15, stats.getBatchStats(0).getComputeInfer().getNs());
      assertTrue(stats.getLastInference() > 0);
    }
  }

  @Test
  void theIndexListsModelsAndSaysWhyOneIsNotReady() {
    ModelIndex index =
        server.stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModels(0);
    assertEquals("test/echo 1.2.3 READY ", text(index));
    server.echo.state = State.UNAVAILABLE;
    index = server.stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModels(0);
    assertEquals("test/echo 1.2.3 UNAVAILABLE made so", text(index));
    var ready = RepositoryIndexRequest.newBuilder().setReady(true).build();
    assertEquals(0, server.stub().repositoryIndex(ready).getModelsCount());
  }

  @Test
  void modelsAreLoadedOnlyWhereCallersMay() {
    var load = RepositoryModelLoadRequest.newBuilder().setModelName("good").build();
    var unload = RepositoryModelUnloadRequest.newBuilder().setModelName("bad").build();
    String expected = "models come by signed releases";
    assertStatus(
        Status.Code.FAILED_PRECONDITION, expected, () -> server.stub().repositoryModelLoad(load));
    assertStatus(
        Status.Code.FAILED_PRECONDITION,
        expected,
        () -> server.stub().repositoryModelUnload(unload));
    try (TestServer open =
        new TestServer(new TestServer.Loadable(), TestServer.SMALL, anyone -> true)) {
      open.stub().repositoryModelLoad(load);
      assertStatus(
          Status.Code.UNAVAILABLE,
          "no folder bad",
          () -> open.stub().repositoryModelUnload(unload));
    }
  }

  @Test
  void eachReasonHasItsStatus() {
    Map<Reason, Status.Code> codes =
        Map.of(
            Reason.INVALID, Status.Code.INVALID_ARGUMENT,
            Reason.UNKNOWN_MODEL, Status.Code.NOT_FOUND,
            Reason.BUSY, Status.Code.RESOURCE_EXHAUSTED,
            Reason.UNAVAILABLE, Status.Code.UNAVAILABLE,
            Reason.LATE, Status.Code.DEADLINE_EXCEEDED,
            Reason.CANCELLED, Status.Code.CANCELLED,
            Reason.FAILED, Status.Code.INTERNAL);
    for (Reason reason : Reason.values()) {
      server.echo.refusal = Optional.of(reason);
      assertStatus(
          codes.get(reason),
          reason == Reason.BUSY ? "made so: try again in a second" : "made so",
          () -> server.stub().modelInfer(Requests.floats("", 1)));
    }
  }

  @Test
  void whatIsNotThereIsNotFound() {
    var other = Requests.floats("", 1).toBuilder().setModelName("other").build();
    assertStatus(Status.Code.NOT_FOUND, "no model 'other'", () -> server.stub().modelInfer(other));
    var version = Requests.floats("", 1).toBuilder().setModelVersion("7").build();
    assertStatus(Status.Code.NOT_FOUND, "of version '7'", () -> server.stub().modelInfer(version));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        "expected the name of a model",
        () -> server.stub().modelInfer(ModelInferRequest.getDefaultInstance()));
    assertStatus(
        Status.Code.UNIMPLEMENTED,
        "no such method",
        () -> call(server.channel, "inference.GRPCInferenceService/TraceSetting", new byte[0]));
  }

  @Test
  void strangersAreRefusedExceptForHealth() {
    try (TestServer closed =
        new TestServer(
            new TestServer.Models(List.of()),
            TestServer.SMALL,
            header -> header.equals(Optional.of("Bearer secret")))) {
      assertStatus(
          Status.Code.UNAUTHENTICATED,
          "bearer",
          () -> closed.stub().modelInfer(Requests.floats("", new float[100_000])));
      assertEquals(1, call(closed.channel, "grpc.health.v1.Health/Check", new byte[0])[1]);
      Metadata token = new Metadata();
      token.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer secret");
      var known = closed.stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token));
      assertEquals(1, known.modelInfer(Requests.floats("", 1)).getOutputsCount());
    }
  }

  @Test
  void aCallerThatGoesAwayTakesItsRequestBack() {
    server.echo.waits = true;
    assertStatus(
        Status.Code.DEADLINE_EXCEEDED,
        "",
        () ->
            server
                .stub()
                .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                .modelInfer(Requests.floats("", 1)));
    Awaitility.await().until(() -> server.echo.cancelled.get() == 1);
    server.echo.waits = false;
    server.stub().modelInfer(Requests.floats("", 1));
  }

  static byte[] call(Channel channel, String method, byte[] message) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(BYTES, BYTES)
            .setType(MethodType.UNARY)
            .setFullMethodName(method)
            .build();
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel),
        descriptor,
        CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
        message);
  }

  private int health(String service) {
    ProtoWriter question = new ProtoWriter().text(1, service);
    return call(server.channel, "grpc.health.v1.Health/Check", question.toBytes())[1];
  }

  private static String text(ModelIndex index) {
    return "%s %s %s %s"
        .formatted(index.getName(), index.getVersion(), index.getState(), index.getReason());
  }

  private static ModelReadyRequest ready(String name, String version) {
    return ModelReadyRequest.newBuilder().setName(name).setVersion(version).build();
  }

  static void assertStatus(Status.Code code, String message, Executable call) {
    StatusRuntimeException fault = assertThrows(StatusRuntimeException.class, call);
    assertEquals(code, fault.getStatus().getCode(), fault.getMessage());
    assertTrue(fault.getMessage().contains(message), fault.getMessage());
  }
}
