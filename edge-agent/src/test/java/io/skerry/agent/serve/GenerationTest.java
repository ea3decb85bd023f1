package io.skerry.agent.serve;

import static io.skerry.agent.serve.Caller.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import inference.GRPCInferenceServiceGrpc;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served;
import io.skerry.agent.model.Examples;
import io.skerry.agent.model.TextExamples;
import io.skerry.agent.schedule.Limits;
import io.skerry.protocol.manifest.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts that are written step by step keep to the rules of every other request. */
@Timeout(60)
final class GenerationTest {
  private static final String NUMBER = "two hundred and thirty-one thousand and forty-two";
  private static final String ZAHL = "zweihunderteinunddreißigtausendzweiundvierzig";

  /** One instance, and two requests wait. */
  private static final Limits SMALL = new Limits(1, 2, 8, 16, Duration.ofSeconds(60));

  private Caller caller;

  @BeforeEach
  void start() throws Exception {
    caller = new Caller(SMALL);
  }

  @AfterEach
  void close() {
    if (caller.engine.gate().availablePermits() == 0) {
      caller.engine.gate().release();
    }
    caller.close();
    assertEquals(0, caller.engine.open());
    assertEquals(0, caller.engine.closedInUse());
  }

  @Test
  void oneInstanceWritesOneTextAtATime() throws Exception {
    caller.close();
    caller = new Caller(new Limits(1, 16, 8, 16, Duration.ofSeconds(60)));
    caller.activate(TextExamples.translator(1));
    caller.engine.slow(1);
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(ask("", NUMBER));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertEquals(ZAHL, json(200, answer.get()).path("text").asText());
    }
    assertEquals(1, caller.engine.mostAtOnce());
    await().until(() -> stats().success().count() == 10);
    assertEquals(10, stats().executions());
    String metrics = caller.get("/metrics").body();
    assertTrue(
        metrics.contains(
            "nv_inference_request_success{model=\"text/number-translator\",version=\"1.0.1\"} 10"),
        metrics);
  }

  @Test
  void aFullQueueRefusesAtOnce() throws Exception {
    for (Manifest manifest : List.of(TextExamples.translator(1), TextExamples.sentiment())) {
      String model = "?model=" + manifest.release().model();
      caller.activate(manifest);
      caller.engine.gate().acquire();
      CompletableFuture<HttpResponse<String>> runs = ask(model, NUMBER);
      await().until(() -> caller.engine.running() == 1);
      CompletableFuture<HttpResponse<String>> second = ask(model, NUMBER);
      CompletableFuture<HttpResponse<String>> third = ask(model, NUMBER);
      Served served = served(manifest);
      await().until(() -> served.stats().pending() == 3);
      HttpResponse<String> busy = ask(model, NUMBER).get();
      assertEquals("1", busy.headers().firstValue("Retry-After").orElseThrow());
      assertTrue(json(503, busy).path("error").asText().contains("2 requests wait"), busy.body());
      caller.engine.gate().release();
      for (CompletableFuture<HttpResponse<String>> answer : List.of(runs, second, third)) {
        json(200, answer.get());
      }
      assertEquals(1, served.stats().failures(Reason.BUSY));
    }
    JsonNode status = json(200, caller.get("/status")).get("models").get(0);
    assertEquals(0, status.get("failures").asInt());
  }

  @Test
  void aCallerThatGoesAwayStopsItBeforeTheNextStep() throws Exception {
    byte[] sound =
        Files.readAllBytes(Examples.TOP.resolve("models/digit-transcriber/held-out/00.wav"));
    for (Manifest manifest :
        List.of(
            TextExamples.translator(1),
            TextExamples.translator(4),
            TextExamples.sentiment(),
            TextExamples.digits(1))) {
      caller.activate(manifest);
      caller.engine.gate().acquire();
      int before = caller.engine.brokenOff();
      long cancelled = stats(manifest).failures(Reason.CANCELLED);
      Socket socket = send(manifest, sound);
      await().until(() -> caller.engine.running() == 1);
      int runs = caller.engine.runs();
      socket.close();
      await().until(() -> caller.engine.brokenOff() == before + 1);
      caller.engine.gate().release();
      await().until(() -> stats(manifest).failures(Reason.CANCELLED) == cancelled + 1);
      await().until(() -> stats(manifest).pending() == 0);
      assertEquals(runs, caller.engine.runs(), manifest.release().toString());
    }
    assertEquals(ZAHL, json(200, ask(translator(), NUMBER).get()).path("text").asText());
  }

  @Test
  void aCallerThatGoesAwayLeavesTheQueue() throws Exception {
    Manifest manifest = TextExamples.translator(1);
    caller.activate(manifest);
    caller.engine.gate().acquire();
    CompletableFuture<HttpResponse<String>> runs = ask("", NUMBER);
    await().until(() -> caller.engine.running() == 1);
    Socket socket = send(manifest, new byte[0]);
    await().until(() -> stats().pending() == 2);
    socket.close();
    await().until(() -> stats().failures(Reason.CANCELLED) == 1);
    caller.engine.gate().release();
    json(200, runs.get());
  }

  @Test
  void theMostUrgentIsWrittenFirst() throws Exception {
    caller.activate(TextExamples.translator(1));
    caller.engine.gate().acquire();
    ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    all.add(ask("", NUMBER));
    await().until(() -> caller.engine.running() == 1);
    for (String priority : List.of("8", "1")) {
      int waiting = all.size();
      await().until(() -> stats().pending() == waiting);
      all.add(
          ask("?priority=" + priority, NUMBER)
              .whenComplete((answer, fault) -> order.add(priority)));
    }
    await().until(() -> stats().pending() == 3);
    caller.engine.slow(5); // so that answers don't overtake each other on their way
    caller.engine.gate().release();
    for (CompletableFuture<HttpResponse<String>> answer : all) {
      json(200, answer.get());
    }
    assertEquals(List.of("1", "8"), List.copyOf(order));
  }

  @Test
  void whatCantBeginInTimeIsRefused() throws Exception {
    caller.activate(TextExamples.translator(1));
    caller.engine.gate().acquire();
    CompletableFuture<HttpResponse<String>> runs = ask("", NUMBER);
    await().until(() -> caller.engine.running() == 1);
    HttpResponse<String> late = ask("?timeout=20000", NUMBER).get();
    assertTrue(json(504, late).path("error").asText().contains("deadline"), late.body());
    for (String wrong : List.of("?timeout=soon", "?timeout=1.5", "?priority=-1")) {
      json(400, ask(wrong, NUMBER).get());
    }
    caller.engine.gate().release();
    json(200, runs.get());
  }

  @Test
  void aSwapLetsItComeToItsEnd() throws Exception {
    caller.activate(TextExamples.translator(1));
    caller.engine.gate().acquire();
    CompletableFuture<HttpResponse<String>> runs = ask("", NUMBER);
    await().until(() -> caller.engine.running() == 1);
    caller.engine.slow(200); // it takes ten steps and more; what comes is proved in four
    caller.engine.gate().release();
    caller.activate(TextExamples.translator(4));
    caller.engine.slow(0);
    JsonNode answer = json(200, runs.get());
    assertEquals("text/number-translator@1.0.1", answer.path("model").asText());
    assertEquals(ZAHL, answer.path("text").asText());
    JsonNode next = json(200, ask("", NUMBER).get());
    assertEquals("text/number-translator@1.0.4", next.path("model").asText());
    await().until(() -> caller.engine.open() == 2);
  }

  @Test
  void aPictureDoesNotWaitForTexts() throws Exception {
    caller.activate(TextExamples.translator(1));
    caller.activate(Examples.images("1.0.0"));
    caller.engine.slow(100);
    CompletableFuture<HttpResponse<String>> first = ask("", NUMBER);
    await().until(() -> caller.engine.running() == 1); // and waits no more
    List<CompletableFuture<HttpResponse<String>>> texts =
        List.of(first, ask("", NUMBER), ask("", NUMBER));
    Served served = served(TextExamples.translator(1));
    await().until(() -> served.stats().pending() == 3);
    byte[] cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    json(200, caller.post("/predict", "image", cat));
    assertTrue(served.stats().pending() > 0);
    caller.engine.slow(0);
    for (CompletableFuture<HttpResponse<String>> text : texts) {
      json(200, text.get());
    }
  }

  @Test
  void theProtocolGivesTheTextToo() throws Exception {
    caller.activate(TextExamples.translator(1));
    JsonNode metadata = json(200, caller.get("/v2/models/text/number-translator"));
    assertEquals(1, metadata.path("inputs").size());
    assertEquals("BYTES", metadata.path("inputs").path(0).path("datatype").asText());
    JsonNode answer = infer("[\"" + NUMBER + "\"]", 200);
    assertEquals("text", answer.path("outputs").path(0).path("name").asText());
    assertEquals(ZAHL, answer.path("outputs").path(0).path("data").path(0).asText());
    assertTrue(answer.path("outputs").path(1).path("data").path(0).asBoolean());
    assertTrue(infer("[\"\"]", 400).path("error").asText().contains("text: expected some"));
    String tooLong = "[\"" + "one ".repeat(60) + "\"]";
    assertTrue(infer(tooLong, 400).path("error").asText().contains("48 tokens"));
  }

  @Test
  void aResetOverGrpcStopsItBeforeTheNextStep() throws Exception {
    Manifest manifest = TextExamples.translator(1);
    caller.activate(manifest);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", caller.server.grpcPort().orElseThrow())
            .usePlaintext()
            .build();
    try {
      GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub stub =
          GRPCInferenceServiceGrpc.newFutureStub(channel);
      ByteString told = stub.modelInfer(infer()).get().getRawOutputContents(0);
      assertEquals(ZAHL, told.substring(4).toStringUtf8());
      caller.engine.gate().acquire();
      ListenableFuture<ModelInferResponse> call = stub.modelInfer(infer());
      await().until(() -> caller.engine.running() == 1);
      int runs = caller.engine.runs();
      assertTrue(call.cancel(true));
      await().until(() -> caller.engine.brokenOff() == 1);
      caller.engine.gate().release();
      await().until(() -> stats(manifest).failures(Reason.CANCELLED) == 1);
      assertEquals(runs, caller.engine.runs());
    } finally {
      channel.shutdownNow();
    }
  }

  private static ModelInferRequest infer() {
    return ModelInferRequest.newBuilder()
        .setModelName("text/number-translator")
        .addInputs(
            ModelInferRequest.InferInputTensor.newBuilder()
                .setName("text")
                .setDatatype("BYTES")
                .addShape(1)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addBytesContents(ByteString.copyFromUtf8(NUMBER))))
        .build();
  }

  private JsonNode infer(String data, int status) throws Exception {
    String body =
        "{\"inputs\":[{\"name\":\"text\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":%s}]}";
    return json(
        status,
        caller.send(
            caller
                .request("/v2/models/text/number-translator/infer")
                .POST(HttpRequest.BodyPublishers.ofString(body.formatted(data)))));
  }

  private static String translator() {
    return "?model=text/number-translator";
  }

  private CompletableFuture<HttpResponse<String>> ask(String query, String text) {
    return caller.later(
        caller
            .request("/predict" + query)
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text)));
  }

  /** A request of somebody who does not read the answer. */
  private Socket send(Manifest manifest, byte[] sound) throws IOException {
    boolean text = manifest.release().model().toString().startsWith("text/");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (!text) {
      body.writeBytes(
          "--cut\r\nContent-Disposition: form-data; name=\"audio\"; filename=\"a\"\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
    }
    body.writeBytes(text ? NUMBER.getBytes(StandardCharsets.UTF_8) : sound);
    body.writeBytes((text ? "" : "\r\n--cut--\r\n").getBytes(StandardCharsets.US_ASCII));
    String head =
        "POST /predict?model=%s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(
                manifest.release().model(),
                text ? "text/plain" : "multipart/form-data; boundary=cut",
                body.size());
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.server.port());
    OutputStream out = socket.getOutputStream();
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body.toByteArray());
    return socket;
  }

  private Served served(Manifest manifest) {
    return caller
        .models
        .catalogue()
        .find(manifest.release().model().toString(), Optional.empty())
        .orElseThrow();
  }

  private InferenceStats stats(Manifest manifest) {
    return served(manifest).stats();
  }

  private InferenceStats stats() {
    return stats(TextExamples.translator(1));
  }
}
