package io.skerry.agent.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.media.SourceConfig;
import io.skerry.agent.model.Examples;
import io.skerry.agent.model.TextExamples;
import io.skerry.agent.pipeline.PipelineStatus.State;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.message.Event;
import io.skerry.protocol.message.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines over swaps, faults and sources that come and go. */
@Timeout(60)
final class PipelineLifeTest {
  private static final String FACES = "vision/face-detector";

  @TempDir private Path folder;
  private Bench bench;

  @AfterEach
  void close() {
    bench.close();
    assertEquals(0, bench.engine.open());
    Set<String> threads =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .collect(Collectors.toSet());
    assertTrue(threads.stream().noneMatch(name -> name.endsWith("-door")), threads::toString);
  }

  @Test
  void itWaitsForItsModelAndForTheNextOne() throws Exception {
    bench = new Bench(Map.of("door", door(true, false)));
    bench.activate(Bench.pipeline("door", FACES), Map.of());
    bench.await(() -> bench.status().state() == State.WAITING);
    bench.activate(Examples.faces("1.0.0"), Map.of());
    bench.await(() -> bench.events.size() > 5);
    bench.host.retire(Examples.faces("1.0.0").release().model());
    bench.await(() -> bench.status().state() == State.WAITING);
    assertEquals(0, bench.engine.open());
    bench.activate(Examples.faces("1.0.0"), Map.of());
    int before = bench.events.size();
    bench.await(() -> bench.events.size() > before + 5);
    assertEquals(Optional.empty(), bench.host.fault(Bench.DOOR));
  }

  @Test
  void aSwapOfTheModelTakesEffectWithoutARestart() throws Exception {
    bench = new Bench(Map.of("door", door(false, false)));
    bench.engine.slow(20);
    bench.activate(Examples.faces("1.0.0"), Map.of());
    bench.activate(Bench.pipeline("door", FACES), Map.of("minScore", "0.7"));
    bench.await(() -> !bench.events.isEmpty());
    bench.activate(Examples.faces("1.1.0"), Map.of());
    bench.awaitEnd();
    List<Long> frames =
        bench.events.stream().map(event -> ((Result.Detections) event.data()).frame()).toList();
    assertEquals(58, frames.size()); // none twice, none missing
    Set<String> subjects = bench.events.stream().map(Event::subject).collect(Collectors.toSet());
    assertEquals(Set.of(FACES + "@1.0.0", FACES + "@1.1.0"), subjects);
    assertEquals(1, bench.engine.open());
  }

  @Test
  void realTimeKeepsThePaceAndDropsWhatComesTooFast() throws Exception {
    bench = new Bench(Map.of("door", door(true, true)));
    bench.engine.slow(250);
    bench.activate(Examples.faces("1.0.0"), Map.of());
    long start = System.nanoTime();
    bench.activate(Bench.pipeline("door", FACES), Map.of());
    bench.await(() -> bench.status().frames() >= 10);
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    assertTrue(seconds >= 2, "10 frames of 250 ms took " + seconds + " s");
    assertTrue(bench.status().dropped() >= 8, "dropped " + bench.status().dropped());
    long last =
        bench.events.stream()
            .mapToLong(event -> ((Result.Detections) event.data()).mediaMs())
            .max()
            .orElseThrow();
    assertTrue(last <= (seconds + 1) * 1000, "frame of " + last + " ms after " + seconds + " s");
  }

  @Test
  void oneThatIsSlowToStopKeepsNobodyWaitingWhoOnlyLooks() throws Exception {
    bench = new Bench(Map.of("door", door(true, false)));
    bench.activate(Examples.faces("1.0.0"), Map.of());
    bench.engine.gate().acquire();
    bench.activate(Bench.pipeline("door", FACES), Map.of());
    bench.await(() -> bench.engine.gate().hasQueuedThreads());
    Thread stopping = Thread.ofPlatform().start(() -> bench.host.retire(Bench.DOOR));
    bench.await(() -> stopping.getState() == Thread.State.TIMED_WAITING);
    assertEquals(List.of(), bench.pipelines.list());
    assertEquals(Optional.empty(), bench.pipelines.fault(Bench.DOOR));
    bench.engine.gate().release();
    stopping.join();
  }

  @Test
  void aLoopCountsItsFramesAnew() throws Exception {
    Files.copy(Examples.media("pictures/face-astronaut.jpg"), folder.resolve("a.jpg"));
    Files.copy(Examples.media("pictures/noface-coffee.jpg"), folder.resolve("b.jpg"));
    Files.copy(Examples.media("pictures/face-astronaut.jpg"), folder.resolve("c.jpg"));
    bench = new Bench(Map.of("door", new SourceConfig(folder.toUri(), true, false)));
    bench.activate(Examples.faces("1.0.0"), Map.of());
    bench.activate(Bench.pipeline("door", FACES), Map.of("minScore", "0.7"));
    bench.await(() -> bench.events.size() >= 6);
    bench.host.retire(Bench.DOOR);
    List<Long> frames =
        bench.events.stream()
            .limit(6)
            .map(event -> ((Result.Detections) event.data()).frame())
            .toList();
    assertEquals(List.of(0L, 2L, 0L, 2L, 0L, 2L), frames);
    Set<String> ids = new HashSet<>();
    bench.events.forEach(event -> ids.add(event.id()));
    assertEquals(bench.events.size(), ids.size());
    assertEquals(List.of(), bench.pipelines.list());
  }

  @Test
  void onePictureInRealTimeIsShownOnceASecond() throws Exception {
    Path one = Examples.media("pictures/face-astronaut.jpg");
    bench = new Bench(Map.of("door", new SourceConfig(one.toUri(), true, true)));
    bench.activate(Examples.faces("1.0.0"), Map.of());
    bench.activate(Bench.pipeline("door", FACES), Map.of());
    bench.await(() -> bench.status().frames() > 0);
    Thread.sleep(1500);
    assertTrue(bench.status().frames() <= 3, "frames " + bench.status().frames());
  }

  @Test
  void aModelThatNoSourceFeedsIsRefused() throws Exception {
    bench = new Bench(Map.of("door", door(true, false)));
    Manifest images = Examples.images("1.0.0");
    ModelContent content = (ModelContent) images.content();
    ModelContent raw =
        new ModelContent(
            "test",
            content.variants(),
            content.tensors(),
            new Input.Raw(),
            new Output.Raw(),
            List.of(),
            content.golden());
    Map<Manifest, String> unfed =
        Map.of(
            Examples.manifest(images.release().toString(), Map.of(), raw), "takes tensors",
            TextExamples.sentiment(), "takes texts",
            TextExamples.translator(1), "takes texts",
            TextExamples.tones(), "takes only whole sounds");
    for (Map.Entry<Manifest, String> one : unfed.entrySet()) {
      bench.activate(one.getKey(), Map.of());
      Manifest pipeline = Bench.pipeline("door", one.getKey().release().model().toString());
      ReleaseException e =
          assertThrows(ReleaseException.class, () -> bench.activate(pipeline, Map.of()));
      assertTrue(e.getMessage().contains(one.getValue()), e.getMessage());
      assertTrue(e.getMessage().contains("expected a model with input image"), e.getMessage());
    }
    assertEquals(List.of(), bench.pipelines.list());
  }

  @Test
  void aModelThatNoSourceFeedsIsAFaultWhereItComesLater() throws Exception {
    bench = new Bench(Map.of("door", door(true, false)));
    bench.activate(Bench.pipeline("door", "text/sentiment"), Map.of());
    bench.await(() -> bench.status().state() == State.WAITING);
    bench.activate(TextExamples.sentiment(), Map.of());
    bench.await(() -> bench.host.fault(Bench.DOOR).isPresent());
    assertTrue(bench.host.fault(Bench.DOOR).orElseThrow().contains("takes texts"));
    assertEquals(0, bench.status().frames());
  }

  @Test
  void whatIsSaidIsToldWithItsTimeInTheSource() throws Exception {
    Path digits = Examples.TOP.resolve("models/digit-transcriber/held-out");
    Path sound = folder.resolve("digits.wav");
    Files.write(
        sound, Wavs.of(16_000, 2, List.of(digits.resolve("00.wav"), digits.resolve("01.wav"))));
    bench = new Bench(Map.of("door", new SourceConfig(sound.toUri(), false, false)));
    bench.activate(TextExamples.digits(8), Map.of());
    bench.activate(Bench.plainPipeline("door", "audio/digit-transcriber"), Map.of());
    bench.awaitEnd();
    assertEquals(Optional.empty(), bench.host.fault(Bench.DOOR));
    assertEquals(2, bench.events.size(), bench.events::toString);
    assertEquals("skerry.transcript", bench.events.getFirst().type());
    assertEquals("audio/digit-transcriber@1.0.8", bench.events.getFirst().subject());
    List<String> transcripts = Files.readAllLines(digits.resolve("transcripts.txt"));
    long at = 0;
    for (int i = 0; i < 2; i++) {
      Result.Transcript told = (Result.Transcript) bench.events.get(i).data();
      String said = transcripts.get(i).split("\t", 2)[1];
      assertEquals(said.split(" ", -1).length, told.text().split(" ", -1).length, told.text());
      assertTrue(told.fromMs() >= at && told.toMs() > told.fromMs(), told::toString);
      at = told.toMs() + 2_000;
    }
  }

  @Test
  void aSourceThatIsGoneIsTriedAgain() throws Exception {
    Path later = folder.resolve("later.mp4");
    bench = new Bench(Map.of("door", new SourceConfig(later.toUri(), false, false)));
    bench.activate(Examples.faces("1.0.0"), Map.of());
    bench.activate(Bench.pipeline("door", FACES), Map.of());
    bench.await(() -> bench.host.fault(Bench.DOOR).isPresent());
    assertEquals(State.RETRYING, bench.status().state());
    assertTrue(bench.host.fault(Bench.DOOR).orElseThrow().contains("no such file"));
    Files.copy(Examples.media("door.mp4"), later);
    bench.awaitEnd();
    assertEquals(Optional.empty(), bench.host.fault(Bench.DOOR));
    assertEquals(100, bench.status().frames());
  }

  @Test
  void aFileThatBreaksOffEndsWithItsFault() throws Exception {
    byte[] video = Files.readAllBytes(Examples.media("door.mp4"));
    Arrays.fill(video, video.length * 2 / 3, video.length - 6_000, (byte) 0x5a);
    Path broken = Files.write(folder.resolve("broken.mp4"), video);
    bench = new Bench(Map.of("door", new SourceConfig(broken.toUri(), false, false)));
    bench.activate(Examples.faces("1.0.0"), Map.of());
    bench.activate(Bench.pipeline("door", FACES), Map.of());
    bench.awaitEnd();
    assertEquals(State.ENDED, bench.status().state());
    assertTrue(bench.status().frames() > 30 && bench.status().frames() <= 100);
  }

  @Test
  void failedInferencesAreFaultsOfModelAndPipeline() throws Exception {
    bench = new Bench(Map.of("door", door(true, false)));
    bench.activate(Examples.faces("1.0.0"), Map.of());
    bench.activate(Bench.pipeline("door", FACES), Map.of());
    bench.await(() -> !bench.events.isEmpty());
    bench.engine.faulty(true);
    bench.await(() -> bench.host.fault(Bench.DOOR).isPresent());
    assertTrue(
        bench
            .host
            .fault(Examples.faces("1.0.0").release().model())
            .orElseThrow()
            .contains("made faulty"));
    bench.engine.faulty(false);
    bench.activate(Examples.faces("1.0.0"), Map.of("minScore", "0.8")); // a new activation
    assertEquals(Optional.empty(), bench.host.fault(Examples.faces("1.0.0").release().model()));
    bench.activate(Bench.pipeline("door", FACES), Map.of());
    bench.await(() -> bench.status().frames() > 200);
    assertEquals(Optional.empty(), bench.host.fault(Bench.DOOR));
  }

  @Test
  void aSourceThatThisDeviceLacksIsRefused() throws Exception {
    bench = new Bench(Map.of("door", door(true, false)));
    ReleaseException e =
        assertThrows(
            ReleaseException.class,
            () -> bench.activate(Bench.pipeline("door", FACES), Map.of("source", "yard")));
    assertEquals(ReleaseException.Fault.MACHINE, e.fault());
    assertTrue(e.getMessage().contains("'yard'") && e.getMessage().contains("door"));
  }

  private static SourceConfig door(boolean loop, boolean realTime) {
    return new SourceConfig(Examples.media("door.mp4").toUri(), loop, realTime);
  }
}
