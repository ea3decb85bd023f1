package io.skerry.agent.serve;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.model.Examples;
import io.skerry.agent.oip.OipLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections on which nothing moves: which are closed, and which wait for an answer. */
@Timeout(60)
final class PatienceTest {
  private static final Duration IDLE = Duration.ofMillis(300);
  private static final String INFER = "/v2/models/vision/image-classifier/infer";

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private Caller caller;

  @BeforeEach
  void open() throws Exception {
    start(Duration.ofSeconds(30));
  }

  private void start(Duration answer) throws Exception {
    ServeConfig config =
        new ServeConfig("127.0.0.1", 0, Optional.empty())
            .withWaits(new ServeConfig.Waits(IDLE, answer));
    caller = new Caller(config, OipLimits.usual());
    caller.activate(Examples.images("1.0.0"));
  }

  @AfterEach
  void close() {
    callers.shutdownNow();
    caller.close();
  }

  private static String body() {
    return "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,3,32,32],"
        + "\"data\":["
        + String.join(",", Collections.nCopies(3 * 32 * 32, "0"))
        + "]}]}";
  }

  private static String post(String body, int length) {
    return "POST "
        + INFER
        + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + length
        + "\r\n\r\n"
        + body;
  }

  private Socket send(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.server.port());
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Returns when a connection that brings no more than this was closed. */
  private void assertIsClosed(String text) throws IOException {
    try (Socket socket = send(text);
        InputStream in = socket.getInputStream()) {
      assertEquals("", new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  private Future<HttpResponse<String>> ask(HttpRequest.Builder request) {
    return callers.submit(() -> caller.send(request));
  }

  @Test
  void whoWaitsForALongInferenceIsNotHungUpOn() throws Exception {
    byte[] cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    caller.engine.gate().acquire();
    try {
      Future<HttpResponse<String>> tensors =
          ask(caller.request(INFER).POST(BodyPublishers.ofString(body())));
      Future<HttpResponse<String>> picture = ask(caller.form("/predict", "image", cat));
      await().until(() -> caller.engine.running() > 0);
      for (int i = 0; i < 4; i++) {
        assertIsClosed(""); // which takes as long as a connection may be idle
      }
      assertTrue(!tensors.isDone() && !picture.isDone());
      caller.engine.gate().release();
      assertEquals(200, tensors.get().statusCode());
      assertEquals(200, picture.get().statusCode());
    } finally {
      caller.engine.gate().release();
    }
  }

  @Test
  void whoBringsNoWholeRequestIsHungUpOn() throws Exception {
    assertIsClosed("");
    assertIsClosed("POST /v2/models");
    assertIsClosed(post(body().substring(0, 50), body().length()));
  }

  @Test
  void whoAsksNothingMoreAfterAnAnswerIsHungUpOn() throws Exception {
    try (Socket socket = send(post(body(), body().length()))) {
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(all.startsWith("HTTP/1.1 200 "), all);
    }
  }

  @Test
  void noAnswerIsWaitedForForEver() throws Exception {
    caller.close();
    start(IDLE.multipliedBy(3));
    caller.engine.gate().acquire();
    try {
      assertIsClosed(post(body(), body().length()));
    } finally {
      caller.engine.gate().release();
    }
    try (Socket socket = send(post(body(), body().length()))) {
      assertEquals('H', socket.getInputStream().read());
    }
  }
}
