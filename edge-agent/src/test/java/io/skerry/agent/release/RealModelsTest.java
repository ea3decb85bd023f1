package io.skerry.agent.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skerry.agent.media.SourceConfig;
import io.skerry.agent.model.Examples;
import io.skerry.agent.model.Models;
import io.skerry.agent.pipeline.Origin;
import io.skerry.agent.pipeline.PipelineStatus;
import io.skerry.agent.pipeline.Pipelines;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.PipelineContent;
import io.skerry.protocol.message.Event;
import io.skerry.protocol.message.Result;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real releases through the host, the real engine and the repository's own media. */
@Timeout(60)
final class RealModelsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Models models = new Models(registry);
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Pipelines pipelines =
      new Pipelines(
          Map.of(
              "door", new SourceConfig(Examples.media("door.mp4").toUri(), false, false),
              "room", new SourceConfig(Examples.media("speech.wav").toUri(), false, false)),
          models,
          new Origin(new FleetId("test"), new DeviceId("cam-1")),
          (pipeline, event) -> events.add(event),
          registry);
  private final ReleaseHost host = Releases.host(Examples.loader(), models, pipelines);

  @AfterEach
  void close() {
    pipelines.close();
    models.close();
  }

  @Test
  void facesAreFoundInExactlyTheFramesThatHoldThem() throws Exception {
    activate(Examples.faces("1.0.0"), Map.of());
    activate(pipeline("door", "vision/face-detector"), Map.of());
    awaitEnd();
    Map<Long, Integer> found = new TreeMap<>();
    for (Event event : events) {
      Result.Detections detections = (Result.Detections) event.data();
      assertEquals(detections.frame() * 100, detections.mediaMs());
      found.put(detections.frame(), detections.boxes().size());
    }
    Map<Long, Integer> truth = new TreeMap<>();
    for (long frame = 0; frame < 100; frame++) {
      boolean one = (frame >= 18 && frame <= 41) || (frame >= 56 && frame <= 73);
      if (one || frame >= 84) {
        truth.put(frame, one ? 1 : 2);
      }
    }
    assertEquals(truth, found);
    assertEquals("/fleets/test/devices/cam-1/pipelines/door", events.getFirst().source());
    assertEquals("vision/face-detector@1.0.0", events.getFirst().subject());
    assertEquals(0, pipelines.list().getFirst().dropped());
  }

  @Test
  void speechIsHeardWhereItIs() throws Exception {
    activate(Examples.voice("1.0.0"), Map.of());
    activate(pipeline("room", "audio/voice-activity"), Map.of());
    awaitEnd();
    List<Result.Activity> heard =
        events.stream().map(event -> (Result.Activity) event.data()).toList();
    assertTrue(heard.size() >= 4, heard::toString);
  }

  private void activate(Manifest manifest, Map<String, String> parameters) throws Exception {
    try (ReleaseHost.Candidate candidate = host.prepare(manifest, parameters, Examples::blob)) {
      candidate.activate();
    }
  }

  private static Manifest pipeline(String source, String model) {
    return Examples.manifest(
        "pipelines/" + source + "@1.0.0",
        Map.of(),
        new PipelineContent(source, ModelName.parse(model)));
  }

  private void awaitEnd() throws InterruptedException {
    while (pipelines.list().stream()
        .anyMatch(s -> s.state().compareTo(PipelineStatus.State.ENDED) < 0)) {
      Thread.sleep(20);
    }
  }
}
