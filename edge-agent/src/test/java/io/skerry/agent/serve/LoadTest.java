package io.skerry.agent.serve;

import static io.skerry.agent.serve.Caller.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Served;
import io.skerry.agent.model.Examples;
import io.skerry.protocol.manifest.ElementType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many callers, swaps, overload, strangers and callers that go away. */
@Timeout(60)
final class LoadTest {
  private static final String TOKEN = "0123456789abcdef";

  @Test
  void aSwapUnderLoadDropsNoRequest() throws Exception {
    byte[] cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    AtomicBoolean stop = new AtomicBoolean();
    try (Caller caller = new Caller(Optional.empty());
        ExecutorService callers = Executors.newFixedThreadPool(4)) {
      caller.activate(Examples.images("1.0.0"));
      Set<String> answered = ConcurrentHashMap.newKeySet();
      Callable<Integer> ask =
          () -> {
            int count = 0;
            while (!stop.get()) {
              JsonNode answer = json(200, caller.post("/predict", "image", cat));
              assertEquals("cat", answer.get("label").asText());
              answered.add(answer.get("model").asText());
              count++;
            }
            return count;
          };
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        counts.add(callers.submit(ask));
      }
      try {
        for (int version = 1; version <= 20; version++) {
          caller.activate(Examples.images("1.0." + version));
          String release = "vision/image-classifier@1.0." + version;
          await().pollInterval(Duration.ofMillis(1)).until(() -> answered.contains(release));
        }
      } finally {
        stop.set(true); // else closing the callers waits for ever
      }
      for (Future<Integer> count : counts) {
        assertTrue(count.get() > 0); // and none of its requests failed
      }
      assertEquals(1, caller.engine.open());
      assertEquals(0, caller.engine.closedInUse());
    }
  }

  @Test
  void aQueueThatOthersFillIsNoFaultOfTheModel() throws Exception {
    byte[] cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    try (Caller caller = new Caller(Optional.empty())) {
      caller.activate(Examples.images("1.0.0"));
      Served served = caller.models.catalogue().list().getFirst();
      AtomicInteger taken = new AtomicInteger();
      caller.engine.gate().acquire();
      try {
        fill(served, taken);
        HttpResponse<String> busy = caller.post("/predict", "image", cat);
        assertEquals("1", busy.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(json(503, busy).get("error").asText().contains("requests wait"), busy.body());
      } finally {
        caller.engine.gate().release(); // else closing waits for the run for ever
      }
      await().until(() -> taken.get() == 0);
      json(200, caller.post("/predict", "image", cat));
      JsonNode status = json(200, caller.get("/status")).get("models").get(0);
      assertEquals(0, status.get("failures").asInt());
      assertTrue(status.get("batching").asText().matches("(none|up to).*"), status.toString());
    }
  }

  /** Fills the queue of a model that stands still; counts what it took and has not answered. */
  private static void fill(Served served, AtomicInteger taken) {
    Semaphore refused = new Semaphore(0);
    Completion told =
        outcome -> {
          taken.decrementAndGet();
          if (outcome instanceof InferOutcome.Answered answered) {
            answered.free();
          } else {
            refused.release();
          }
        };
    // What runs may still take others into its batch: it is full when it stays full.
    AtomicInteger inARow = new AtomicInteger();
    await()
        .until(
            () -> {
              do {
                taken.incrementAndGet();
                Tensor image = Tensor.allocate(ElementType.FLOAT32, 1, 3, 32, 32);
                served.infer(InferRequest.of(Map.of("image", image)), told);
              } while (!refused.tryAcquire() && inARow.getAndSet(0) >= 0);
              return inARow.incrementAndGet() == 3;
            });
  }

  @Test
  void whatIsTooMuchIsRefusedAndTheRestIsAnswered() throws Exception {
    byte[] cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    try (Caller caller = new Caller(Optional.empty());
        ExecutorService callers = Executors.newFixedThreadPool(40)) {
      caller.activate(Examples.images("1.0.0"));
      caller.engine.slow(300);
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(callers.submit(() -> caller.post("/predict", "image", cat)));
      }
      int busy = 0;
      for (Future<HttpResponse<String>> answer : answers) {
        int status = answer.get().statusCode();
        assertTrue(status == 200 || status == 503, answer.get().body());
        if (status == 503) {
          busy++;
          assertEquals("1", answer.get().headers().firstValue("Retry-After").orElseThrow());
        }
      }
      assertTrue(busy > 0 && busy < 40, busy + " of 40 were refused");
      caller.engine.slow(0);
      json(200, caller.post("/predict", "image", cat));
    }
  }

  @Test
  void callersThatGoAwayLeaveTheirPlaces() throws Exception {
    byte[] cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    try (Caller caller = new Caller(Optional.empty())) {
      caller.activate(Examples.images("1.0.0"));
      for (int i = 0; i < 100; i++) {
        try (Socket socket = connect(caller)) {
          OutputStream out = socket.getOutputStream();
          out.write(head(9_999));
          out.write("--cut\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
      await().until(() -> caller.post("/predict", "image", cat).statusCode() == 200);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeItHasCome() throws Exception {
    try (Caller caller = new Caller(Optional.empty());
        Socket socket = connect(caller)) {
      OutputStream out = socket.getOutputStream();
      out.write(head(9_999_999_999L));
      InputStream in = socket.getInputStream();
      byte[] answer = in.readNBytes(12);
      assertEquals("HTTP/1.1 413", new String(answer, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void strangersAreRefused(@TempDir Path folder) throws Exception {
    for (String open : List.of("0.0.0.0", "::", "192.0.2.1")) {
      assertThrows(
          IllegalArgumentException.class, () -> new ServeConfig(open, 0, Optional.empty()));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new ServeConfig("0.0.0.0", 0, Optional.of("short")));
    Path file = Files.writeString(folder.resolve("token"), TOKEN + "\nmore\n");
    ServeConfig config = ServeConfig.withTokenFile("0.0.0.0", 0, file);
    assertEquals(Optional.of(TOKEN), config.token());
    assertTrue(!config.toString().contains(TOKEN));
    try (Caller caller = new Caller(Optional.of(TOKEN))) {
      json(200, caller.get("/health"));
      for (String path : List.of("/status", "/metrics")) {
        json(401, caller.get(path));
        String wrong = "Bearer " + TOKEN + "0";
        json(401, caller.send(caller.request(path).header("Authorization", wrong).GET()));
        HttpResponse<String> known =
            caller.send(caller.request(path).header("Authorization", "Bearer " + TOKEN).GET());
        assertEquals(200, known.statusCode());
      }
      json(401, caller.post("/predict", "image", new byte[100_000]));
    }
  }

  private static Socket connect(Caller caller) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), caller.server.port());
  }

  private static byte[] head(long length) {
    String head =
        """
        POST /predict HTTP/1.1\r
        Host: x\r
        Content-Length: %d\r
        Content-Type: multipart/form-data; boundary=cut\r
        \r
        """;
    return head.formatted(length).getBytes(StandardCharsets.US_ASCII);
  }
}
