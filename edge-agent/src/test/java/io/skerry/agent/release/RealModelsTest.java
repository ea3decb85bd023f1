package io.skerry.agent.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.media.SourceConfig;
import io.skerry.agent.model.Examples;
import io.skerry.protocol.message.Event;
import io.skerry.protocol.message.Result;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real releases through the host, the real engine and the repository's own media. */
@Timeout(60)
final class RealModelsTest {
  private final Bench bench =
      new Bench(
          Map.of(
              "door", new SourceConfig(Examples.media("door.mp4").toUri(), false, false),
              "room", new SourceConfig(Examples.media("speech.wav").toUri(), false, false)));

  @AfterEach
  void close() {
    bench.close();
    assertEquals(0, bench.engine.open());
  }

  @Test
  void facesAreFoundInExactlyTheFramesThatHoldThem() throws Exception {
    assertTrue(bench.activate(Examples.faces("1.0.0"), Map.of()).startsWith("2 golden samples"));
    bench.activate(Bench.plainPipeline("door", "vision/face-detector"), Map.of());
    bench.awaitEnd();
    for (Event event : bench.events) {
      Result.Detections detections = (Result.Detections) event.data();
      assertEquals(detections.frame() * 100, detections.mediaMs());
    }
    assertEquals(truth(true), found());
    Event first = bench.events.getFirst();
    assertEquals("/fleets/test/devices/cam-1/pipelines/door", first.source());
    assertEquals("vision/face-detector@1.0.0", first.subject());
    assertEquals("skerry.detections", first.type());
    assertEquals(100, bench.status().frames());
    assertEquals(0, bench.status().dropped());
  }

  @Test
  void theHighestMinScoreHolds() throws Exception {
    bench.activate(Examples.faces("1.0.0"), Map.of("minScore", "0.97"));
    bench.activate(Bench.plainPipeline("door", "vision/face-detector"), Map.of());
    bench.awaitEnd();
    assertEquals(truth(false), found()); // the model's parameter

    bench.events.clear();
    bench.activate(Bench.pipeline("door", "vision/face-detector"), Map.of("minScore", "0.7"));
    bench.awaitEnd();
    assertEquals(truth(true), found()); // the pipeline's own instead

    bench.events.clear();
    bench.activate(Bench.config("0.97"), Map.of());
    bench.activate(Bench.pipeline("door", "vision/face-detector"), Map.of("minScore", "0.7"));
    bench.awaitEnd();
    assertEquals(truth(false), found()); // under the floor of the configuration
  }

  @Test
  void speechIsHeardWhereItIs() throws Exception {
    bench.activate(Examples.voice("1.0.0"), Map.of());
    bench.activate(Bench.plainPipeline("room", "audio/voice-activity"), Map.of());
    bench.awaitEnd();
    List<Result.Activity> heard =
        bench.events.stream().map(event -> (Result.Activity) event.data()).toList();
    double[][] truth = {{1024, 4832}, {8160, 11264}};
    assertEquals(4, heard.size(), heard::toString);
    for (int i = 0; i < truth.length; i++) {
      assertTrue(heard.get(2 * i).active());
      assertEquals(truth[i][0], (double) heard.get(2 * i).fromMs(), 64);
      assertEquals(truth[i][0], (double) heard.get(2 * i + 1).fromMs(), 64);
      assertEquals(truth[i][1], (double) heard.get(2 * i + 1).toMs(), 64);
      assertTrue(heard.get(2 * i + 1).score() > 0.9);
    }
  }

  private Map<Long, Integer> found() {
    Map<Long, Integer> found = new TreeMap<>();
    for (Event event : bench.events) {
      Result.Detections detections = (Result.Detections) event.data();
      found.put(detections.frame(), detections.boxes().size());
    }
    return found;
  }

  /** As door.truth.json has it; the second range is out of focus. */
  private static Map<Long, Integer> truth(boolean outOfFocus) {
    Map<Long, Integer> truth = new TreeMap<>();
    for (long frame = 18; frame < 100; frame++) {
      boolean one = frame <= 41 || (outOfFocus && frame >= 56 && frame <= 73);
      if (one || frame >= 84) {
        truth.put(frame, one ? 1 : 2);
      }
    }
    return truth;
  }
}
