package io.skerry.agent.oip.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import inference.InferParameter;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import inference.ModelInferRequest.InferRequestedOutputTensor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.skerry.protocol.manifest.ElementType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers send who mean no good, or are broken; others are served meanwhile. */
@Timeout(60)
final class HostileTest {
  private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final List<Status.Code> ALLOWED =
      List.of(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);

  private final TestServer server = new TestServer();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false));

  @AfterEach
  void close() {
    server.stub().modelInfer(Requests.floats("", 1));
    server.assertNothingHeld();
    vertx.close().await();
    server.close();
  }

  @Test
  void brokenMessagesAreRefusedAndHoldNothing() {
    byte[] good = good().toByteArray();
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] broken = i % 2 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      for (int changes = random.nextInt(4); changes >= 0 && i % 2 == 1; changes--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      Status.Code code = code(broken);
      assertTrue(ALLOWED.contains(code), code + " for " + Arrays.toString(broken));
      refused += code == Status.Code.OK ? 0 : 1;
    }
    assertTrue(refused > 200, refused + " of 400 were refused");
  }

  @Test
  void whatDoesNotFitTogetherIsInvalid() {
    ModelInferRequest good = good();
    InferInputTensor input = good.getInputs(0);
    List<ModelInferRequest.Builder> wrong =
        List.of(
            good.toBuilder().clearInputs(),
            good.toBuilder().clearRawInputContents(),
            good.toBuilder().addRawInputContents(ByteString.EMPTY),
            good.toBuilder().setRawInputContents(0, ByteString.copyFrom(new byte[11])),
            good.toBuilder().addInputs(input).addRawInputContents(good.getRawInputContents(0)),
            one(good, input.toBuilder().clearDatatype()),
            one(good, input.toBuilder().setDatatype("FP31")),
            one(good, input.toBuilder().setDatatype("fp32")),
            one(good, input.toBuilder().setShape(0, -3)),
            one(good, input.toBuilder().setShape(0, Long.MAX_VALUE)),
            one(good, input.toBuilder().addShape(1L << 62)),
            one(good, input.toBuilder().addAllShape(Collections.nCopies(8, 1L))),
            one(good, input.toBuilder().setName("x".repeat(300))),
            one(good, input.toBuilder().setContents(InferTensorContents.getDefaultInstance())),
            good.toBuilder().setId("x".repeat(2000)),
            good.toBuilder().addAllInputs(Collections.nCopies(64, input)),
            good.toBuilder()
                .addAllOutputs(
                    Collections.nCopies(65, InferRequestedOutputTensor.getDefaultInstance())),
            good.toBuilder()
                .putParameters("priority", InferParameter.newBuilder().setInt64Param(-1).build()),
            good.toBuilder()
                .putParameters(
                    "sequence_end", InferParameter.newBuilder().setStringParam("no").build()),
            good.toBuilder()
                .putParameters(
                    "sequence_start", InferParameter.newBuilder().setBoolParam(true).build()));
    for (ModelInferRequest.Builder request : wrong) {
      MethodsTest.assertStatus(
          Status.Code.INVALID_ARGUMENT, "", () -> server.stub().modelInfer(request.build()));
    }
    ModelInferRequest.Builder many = good.toBuilder();
    for (int i = 0; i < 65; i++) {
      many.putParameters("p" + i, InferParameter.getDefaultInstance());
    }
    MethodsTest.assertStatus(
        Status.Code.INVALID_ARGUMENT, "at most 64", () -> server.stub().modelInfer(many.build()));
  }

  @Test
  void typedContentsOfTheWrongKindAreInvalid() {
    InferTensorContents floats = InferTensorContents.newBuilder().addFp32Contents(1).build();
    InferTensorContents number = InferTensorContents.newBuilder().addIntContents(300).build();
    InferTensorContents unsigned = InferTensorContents.newBuilder().addUintContents(-1).build();
    InferTensorContents bytes =
        InferTensorContents.newBuilder()
            .addBytesContents(ByteString.copyFrom(new byte[] {(byte) 0xff}))
            .build();
    Map<ElementType, InferTensorContents> wrong =
        Map.of(
            ElementType.FLOAT64, floats,
            ElementType.FLOAT16, floats,
            ElementType.BFLOAT16, floats,
            ElementType.INT8, number,
            ElementType.UINT8, unsigned,
            ElementType.UINT16, unsigned,
            ElementType.STRING, bytes,
            ElementType.BOOL, number);
    wrong.forEach(
        (type, contents) -> {
          var input = Requests.input("x", type, 1).setContents(contents);
          var request = ModelInferRequest.newBuilder().setModelName("test/echo").addInputs(input);
          MethodsTest.assertStatus(
              Status.Code.INVALID_ARGUMENT, "", () -> server.stub().modelInfer(request.build()));
        });
    var huge = Requests.input("x", ElementType.INT64, 30_000_000).setContents(number);
    var request = ModelInferRequest.newBuilder().setModelName("test/echo").addInputs(huge);
    MethodsTest.assertStatus(
        Status.Code.INVALID_ARGUMENT,
        "expected 30000000 elements",
        () -> server.stub().modelInfer(request.build()));
  }

  @Test
  void unknownFieldsArePassedOverAndGroupsRefused() {
    UnknownFieldSet.Field field =
        UnknownFieldSet.Field.newBuilder()
            .addVarint(-1)
            .addFixed32(7)
            .addFixed64(8)
            .addLengthDelimited(ByteString.copyFromUtf8("later versions"))
            .build();
    UnknownFieldSet unknown = UnknownFieldSet.newBuilder().addField(4000, field).build();
    assertEquals(
        1,
        server
            .stub()
            .modelInfer(good().toBuilder().setUnknownFields(unknown).build())
            .getOutputsCount());
    UnknownFieldSet nested = UnknownFieldSet.getDefaultInstance();
    for (int i = 0; i < 90; i++) {
      nested =
          UnknownFieldSet.newBuilder()
              .addField(9, UnknownFieldSet.Field.newBuilder().addGroup(nested).build())
              .build();
    }
    ModelInferRequest groups = good().toBuilder().setUnknownFields(nested).build();
    MethodsTest.assertStatus(
        Status.Code.INVALID_ARGUMENT, "wire type", () -> server.stub().modelInfer(groups));
  }

  @Test
  void framesThatAreWrongEndTheirCallOnly() {
    byte[] message = good().toByteArray();
    assertEquals("12", status(frame(1, message.length, message)));
    assertEquals("12", status(frame(7, message.length, message)));
    assertEquals("8", status(frame(0, 5 << 20, message)));
    assertEquals("8", status(frame(0, -1, message)));
    assertEquals("3", status(frame(0, message.length + 1, message)));
    assertEquals("3", status(Buffer.buffer()));
    assertEquals("3", status(Buffer.buffer(new byte[] {0, 0, 0})));
    assertEquals(
        "3",
        status(frame(0, message.length, message).appendBuffer(frame(0, message.length, message))));
  }

  @Test
  void compressionIsNotTaken() {
    StatusRuntimeException fault = null;
    try {
      server.stub().withCompression("gzip").modelInfer(Requests.floats("", new float[1000]));
    } catch (StatusRuntimeException e) {
      fault = e;
    }
    assertTrue(fault != null && fault.getStatus().getCode() == Status.Code.UNIMPLEMENTED);
  }

  @Test
  void whatIsNoGrpcIsRefused() {
    HttpClientResponse response =
        request("/" + INFER, "text/plain").compose(HttpClientRequest::send).await();
    assertEquals(415, response.statusCode());
    HttpClient old = vertx.createHttpClient();
    HttpClientResponse answer =
        old.request(HttpMethod.GET, server.api.port(), "127.0.0.1", "/")
            .compose(HttpClientRequest::send)
            .await();
    assertEquals(415, answer.statusCode());
  }

  @Test
  void garbageOnTheConnectionClosesIt() throws Exception {
    Random random = new Random(9);
    for (int i = 0; i < 50; i++) {
      byte[] garbage = new byte[100 + random.nextInt(2000)];
      random.nextBytes(garbage);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.api.port())) {
        socket.setSoTimeout(5000);
        OutputStream out = socket.getOutputStream();
        if (i % 2 == 0) {
          out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
          out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
        }
        out.write(garbage);
        out.flush();
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        in.readAllBytes();
      } catch (java.net.SocketException _) {
        // reset: closed as well
      }
    }
  }

  @Test
  void memoryIsTakenForWhatCameNotForWhatIsAnnounced() {
    List<HttpClientRequest> open = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      HttpClientRequest request = request("/" + INFER, "application/grpc").await();
      request.write(frame(0, 4 << 20, new byte[10]));
      open.add(request);
    }
    Awaitility.await().until(() -> server.api.heldBytes() > 10 << 20);
    int full = 0;
    for (HttpClientRequest request : open) {
      full += request.response().isComplete() ? 1 : 0;
    }
    assertTrue(server.api.heldBytes() <= TestServer.SMALL.heldBytes(), full + " were refused");
    open.forEach(request -> request.reset(8));
    Awaitility.await().until(() -> server.api.heldBytes() == 0);
  }

  private static ModelInferRequest good() {
    return Requests.floats("id", 1, 2, 3).toBuilder()
        .putParameters("priority", InferParameter.newBuilder().setInt64Param(2).build())
        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("x"))
        .build();
  }

  private static ModelInferRequest.Builder one(
      ModelInferRequest request, InferInputTensor.Builder input) {
    return request.toBuilder().setInputs(0, input);
  }

  private Status.Code code(byte[] message) {
    try {
      MethodsTest.call(server.channel, INFER, message);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static Buffer frame(int flag, int length, byte[] message) {
    return Buffer.buffer().appendByte((byte) flag).appendInt(length).appendBytes(message);
  }

  private Future<HttpClientRequest> request(String path, String contentType) {
    return client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(server.api.port())
                .setURI(path))
        .map(
            request -> {
              request.setChunked(true).putHeader("content-type", contentType);
              return request;
            });
  }

  private String status(Buffer body) {
    HttpClientResponse response =
        request("/" + INFER, "application/grpc")
            .compose(request -> request.send(body))
            .timeout(10, TimeUnit.SECONDS)
            .await();
    String early = response.getHeader("grpc-status");
    if (early != null) {
      return early;
    }
    response.body().await();
    return response.getTrailer("grpc-status");
  }
}
