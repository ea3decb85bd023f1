package io.skerry.agent.oip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that are slow, go away, or send many requests at once. */
@Timeout(60)
final class ConnectionTest {
  private static final String INFER = "/v2/models/echo/infer";
  private static final String GOOD =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1.5,2]}]}";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final int MIB = 1 << 20;

  private final Echo echo = new Echo("echo");
  private final Host host = new Host(new OipLimits(MIB, MIB, Duration.ofSeconds(1)), echo);

  @AfterEach
  void close() throws Exception {
    echo.holds = false;
    Host.json(200, host.post(INFER, GOOD.getBytes(StandardCharsets.US_ASCII)));
    host.assertNothingHeld();
    assertEquals(0, echo.lent.get());
    host.close();
  }

  private static String post(String path, String body, int length) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, length, body);
  }

  private Socket send(String text) throws IOException {
    Socket socket = host.connect();
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String until(InputStream in, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        return text + "<closed>";
      }
      text.append((char) next);
    }
    return text.toString();
  }

  @Test
  void requestsOneAfterTheOtherAreAnsweredInOrder() throws Exception {
    String third = GOOD.replace("1.5", "3.5");
    String requests =
        post(INFER, GOOD, GOOD.length())
            + "GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n"
            + post("/v2/models/none/infer", GOOD, GOOD.length())
            + post(INFER, third, third.length());
    try (Socket socket = send(requests)) {
      InputStream in = socket.getInputStream();
      assertTrue(until(in, "]}]}").contains("\"data\":[1.5,2.0"));
      assertTrue(until(in, "}").contains("{\"live\":true"));
      assertTrue(until(in, "}").contains("404 Not Found"));
      assertTrue(until(in, "]}]}").contains("\"data\":[3.5,2.0"));
    }
  }

  @Test
  void requestsInPiecesOfAnySizeKeepTheirOwnBodies() throws Exception {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String body = GOOD.replace("1.5", i + ".5") + " ".repeat(i * 37);
      requests.append(post(INFER, body, body.length()));
      String chunk =
          Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\nLate: x\r\n\r\n";
      requests.append(post(INFER, chunk, 0).replace("Content-Length: 0", CHUNKED));
    }
    Random random = new Random(7);
    try (Socket socket = send("")) {
      socket.setTcpNoDelay(true);
      byte[] all = requests.toString().getBytes(StandardCharsets.US_ASCII);
      for (int from = 0; from < all.length; ) {
        int length = Math.min(all.length - from, 1 + random.nextInt(1500));
        socket.getOutputStream().write(all, from, length);
        from += length;
      }
      for (int i = 0; i < 80; i++) {
        String answer = until(socket.getInputStream(), "]}]}");
        assertTrue(answer.contains("\"data\":[" + i / 2 + ".5,2.0"), answer);
      }
    }
  }

  @Test
  void aCallerThatGoesAwayTakesItsRequestBack() throws Exception {
    echo.holds = true;
    try (Socket socket = send(post(INFER, GOOD, GOOD.length()))) {
      await().until(() -> echo.held.size() == 1);
      assertTrue(host.routes.get().heldBytes() > 0);
      socket.shutdownOutput(); // half closed counts as gone
      await().until(() -> echo.cancelled.get() == 1);
    }
    host.assertNothingHeld();
  }

  @Test
  void whatIsAnsweredToACallerThatHasGoneIsFreed() throws Exception {
    echo.holds = true;
    for (int i = 0; i < 20; i++) {
      send(post(INFER, GOOD, GOOD.length())).close();
    }
    await().until(() -> echo.cancelled.get() == 20 && echo.held.isEmpty());
  }

  @Test
  void anEndAmidABodyFreesIt() throws Exception {
    for (int i = 0; i < 20; i++) {
      Socket socket = send(post(INFER, GOOD, 30_000));
      if (i % 2 == 0) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    }
    host.assertNothingHeld();
  }

  @Test
  void shapesThatCantBeAreRefusedAndHoldNothing() throws Exception {
    for (String data : new String[] {"\"parameters\":{\"binary_data_size\":0}", "\"data\":[]"}) {
      String body =
          "{\"inputs\":[{\"name\":\"x\",\"shape\":[0,268435457],\"datatype\":\"FP32\","
              + data
              + "}]}";
      byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
      Host.json(400, host.post(INFER, bytes, bytes.length));
    }
  }

  @Test
  void slowBodiesAreNotWaitedFor() throws Exception {
    try (Socket socket = send(post(INFER, GOOD, 30_000))) {
      Host.json(200, host.post(INFER, GOOD.getBytes(StandardCharsets.US_ASCII)));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      assertTrue(answer.contains("{\"error\":"), answer);
    }
  }

  @Test
  void moreThanMayBeHeldIsRefusedAtOnce() throws Exception {
    String large = GOOD + " ".repeat(500_000);
    try (Socket socket = send(post(INFER, GOOD, 800_000))) {
      await().until(() -> host.routes.get().heldBytes() >= 800_000);
      HttpResponse<byte[]> response = host.post(INFER, large.getBytes(StandardCharsets.US_ASCII));
      Host.json(503, response);
      assertEquals("1", response.headers().firstValue("Retry-After").orElseThrow());
      assertEquals(0, socket.getInputStream().available());
    }
    host.assertNothingHeld();
    Host.json(200, host.post(INFER, large.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void bodiesThatAreTooLargeAreRefusedBeforeTheyCome() throws Exception {
    for (String length :
        new String[] {"1048577", "999999999", "9999999999", "9223372036854775807"}) {
      String request = post(INFER, "", 7).replace("Length: 7", "Length: " + length);
      try (Socket socket = send(request)) {
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
      }
    }
    String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
    String request = "POST " + INFER + " HTTP/1.1\r\nHost: x\r\n" + CHUNKED + "\r\n\r\n";
    try (Socket socket = send(request + chunk.repeat(17))) {
      String answer = until(socket.getInputStream(), "}");
      assertTrue(answer.startsWith("HTTP/1.1 413 ") || answer.startsWith("HTTP/1.1 503 "), answer);
    }
  }

  @Test
  void callersThatAskFirstAreToldToGoOn() throws Exception {
    String request = post(INFER, "", GOOD.length()).replace("Host", "Expect: 100-continue\r\nHost");
    try (Socket socket = send(request)) {
      InputStream in = socket.getInputStream();
      assertTrue(until(in, "\r\n\r\n").startsWith("HTTP/1.1 100 "));
      socket.getOutputStream().write(GOOD.getBytes(StandardCharsets.US_ASCII));
      assertTrue(until(in, "]}]}").startsWith("HTTP/1.1 200 "));
    }
  }
}
