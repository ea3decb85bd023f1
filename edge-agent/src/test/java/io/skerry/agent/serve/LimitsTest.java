package io.skerry.agent.serve;

import static io.skerry.agent.serve.Caller.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import inference.GRPCInferenceServiceGrpc;
import inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.skerry.agent.model.Examples;
import io.skerry.agent.oip.OipLimits;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one bound of all protocols: what a request may take, and all of them at once. */
@Timeout(60)
final class LimitsTest {
  private static final int MIB = 1 << 20;
  private static final String MODEL = "vision/image-classifier";
  private static final String INFER = "/v2/models/" + MODEL + "/infer";
  private static final int IMAGE_BYTES = 3 * 32 * 32 * 4;

  private Caller caller;
  private ManagedChannel channel;
  private byte[] cat;

  @BeforeEach
  void open() throws Exception {
    cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    caller = new Caller(Optional.empty(), OipLimits.usual().withBytes(MIB, 2L * MIB));
    caller.activate(Examples.images("1.0.0"));
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", caller.server.grpcPort().orElseThrow())
            .usePlaintext()
            .build();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    caller.close();
  }

  private HttpResponse<String> binary(int extraBytes) throws Exception {
    String json =
        """
        {"inputs":[{"name":"image","datatype":"FP32","shape":[1,3,32,32],\
        "parameters":{"binary_data_size":%d}}]}"""
            .formatted(IMAGE_BYTES);
    byte[] head = (json + " ".repeat(extraBytes)).getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[head.length + IMAGE_BYTES];
    System.arraycopy(head, 0, body, 0, head.length);
    return caller.send(
        caller
            .request(INFER)
            .header("Inference-Header-Content-Length", Integer.toString(head.length))
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private Status.Code grpc(int idChars, int bytes) {
    GRPCInferenceServiceBlockingStub stub =
        GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName(MODEL)
            .setId("x".repeat(idChars))
            .addInputs(
                InferInputTensor.newBuilder()
                    .setName("image")
                    .setDatatype("FP32")
                    .addShape(1)
                    .addShape(3)
                    .addShape(32)
                    .addShape(32))
            .addRawInputContents(ByteString.copyFrom(new byte[bytes]))
            .build();
    try {
      return stub.modelInfer(request).getOutputsCount() > 0 ? Status.Code.OK : Status.Code.UNKNOWN;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private void assertAllAnswered() throws Exception {
    json(200, caller.post("/predict", "image", cat));
    assertEquals(200, binary(0).statusCode());
    assertEquals(Status.Code.OK, grpc(1, IMAGE_BYTES));
  }

  @Test
  void noProtocolTakesARequestLargerThanIsSet() throws Exception {
    assertAllAnswered();
    assertEquals(413, binary(MIB).statusCode());
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, grpc(1, MIB));
    String why = json(413, caller.post("/predict", "image", new byte[MIB + (70 << 10)])).toString();
    assertTrue(why.contains("at most 1048576 bytes"), why);
    assertAllAnswered();
  }

  @Test
  void whatOneProtocolHoldsNoOtherMayTake() throws Exception {
    String head = "POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + MIB + "\r\n\r\n";
    try (Socket one = connect();
        Socket other = connect()) {
      one.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      other.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      await().until(() -> binary(0).statusCode() == 503);
      HttpResponse<String> full = binary(0);
      assertEquals("1", full.headers().firstValue("Retry-After").orElseThrow());
      String why = json(503, full).toString();
      assertTrue(why.contains("hold 2 MiB of at most 2"), why);
      assertEquals(Status.Code.RESOURCE_EXHAUSTED, grpc(1, IMAGE_BYTES));
      HttpResponse<String> busy = caller.post("/predict", "image", cat);
      assertEquals("1", busy.headers().firstValue("Retry-After").orElseThrow());
      json(503, busy);
    }
    await().until(() -> binary(0).statusCode() == 200);
    assertAllAnswered();
  }

  private Socket connect() throws Exception {
    return new Socket(InetAddress.getLoopbackAddress(), caller.server.port());
  }
}
