package io.skerry.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skerry.agent.media.Sound;
import io.skerry.agent.media.Sounds;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.message.Result.Transcript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of speech, cut anywhere, with the real transcriber of digits. */
final class DictationTest {
  private static final Path SOUNDS = Examples.TOP.resolve("models/digit-transcriber/held-out");
  private static final int RATE = 16_000;
  private static final int PAUSE = 2 * RATE;

  private final Residency residency =
      new Residency(ResidencyLimits.forThisMachine(), new SimpleMeterRegistry());
  private final Models models = new Models(new SimpleMeterRegistry());

  @AfterEach
  void close() {
    models.close();
    residency.close();
  }

  @BeforeEach
  void start() throws Exception {
    activate(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void eachUtteranceIsToldOnceItHasCome(int beams) throws Exception {
    activate(beams);
    Sound speech = spoken(4);
    List<Transcript> told = follow(List.of(speech));
    assertEquals(4, told.size(), told::toString);
    long at = 0;
    for (int i = 0; i < 4; i++) {
      long endsMs = at + samples(i).length * 1000L / RATE;
      Transcript one = told.get(i);
      assertTrue(one.fromMs() >= at && one.toMs() <= endsMs + 200, one + " in " + at);
      assertTrue(one.fromMs() < one.toMs(), one::toString);
      at = endsMs + PAUSE * 1000L / RATE;
    }
    try (Lease lease = lease()) {
      assertEquals(alone(lease, 0), told.getFirst().text());
    }
  }

  @Test
  void blocksOfAnyLengthGiveWhatTheWholeGives() throws Exception {
    Sound speech = spoken(3);
    List<Transcript> whole = follow(List.of(speech));
    for (int seed = 0; seed < 3; seed++) {
      assertEquals(whole, follow(cut(speech, new Random(seed))));
    }
  }

  @Test
  void whatIsSaidAtTheVeryEndIsToldToo() throws Exception {
    Sound speech = new Sound(RATE, samples(0));
    List<Transcript> told = follow(List.of(speech));
    assertEquals(1, told.size());
    try (Lease lease = lease()) {
      assertEquals(alone(lease, 0), told.getFirst().text());
      Listening<?> begun = lease.follow(0);
      assertEquals(List.of(), lease.hear(begun, speech, 0));
      assertEquals(1, begun.end().size()); // without the last window, where the model is gone
    }
  }

  @Test
  void silenceTellsNothing() throws Exception {
    assertEquals(List.of(), follow(List.of(new Sound(RATE, new float[RATE * 40]))));
  }

  @Test
  void whatNeverPausesIsToldInParts() throws Exception {
    float[] digit = samples(0);
    float[] longSpeech = new float[digit.length * 40];
    for (int i = 0; i < 40; i++) {
      System.arraycopy(digit, 0, longSpeech, i * digit.length, digit.length);
    }
    List<Transcript> told = follow(List.of(new Sound(RATE, longSpeech)));
    assertTrue(told.size() >= 2, told::toString);
    assertTrue(told.stream().allMatch(one -> one.toMs() - one.fromMs() <= 30_100), told::toString);
  }

  @Test
  void itWantsItsOwnRate() throws Exception {
    try (Lease lease = lease()) {
      Sound slow = new Sound(8_000, new float[8_000]);
      assertThrows(IllegalArgumentException.class, () -> lease.hear(lease.follow(0), slow, 0));
    }
  }

  private List<Transcript> follow(List<Sound> blocks) throws Exception {
    List<Transcript> told = new ArrayList<>();
    try (Lease lease = lease()) {
      Listening<?> listening = lease.follow(0);
      for (Sound block : blocks) {
        lease.hear(listening, block, 0).forEach(one -> told.add((Transcript) one));
      }
      lease.finish(listening).forEach(one -> told.add((Transcript) one));
      assertEquals(List.of(), listening.end());
    }
    return told;
  }

  private static String alone(Lease lease, int number) throws Exception {
    List<Told> told = new ArrayList<>();
    lease.transcribe(
        new Sound(RATE, samples(number)),
        new ToldListener() {
          @Override
          public void told(Told text) {
            told.add(text);
          }

          @Override
          public void failed(ModelException why) {
            throw new AssertionError(why);
          }
        });
    return ((Told.Text) told.getFirst()).text();
  }

  private static float[] samples(int number) throws Exception {
    Path file = SOUNDS.resolve("%02d.wav".formatted(number));
    return Sounds.decode(Files.readAllBytes(file), RATE).samples();
  }

  /** So many utterances, with two seconds of silence after each. */
  private static Sound spoken(int count) throws Exception {
    float[] all = new float[0];
    for (int i = 0; i < count; i++) {
      float[] one = samples(i);
      int at = all.length;
      all = Arrays.copyOf(all, at + one.length + PAUSE);
      System.arraycopy(one, 0, all, at, one.length);
    }
    return new Sound(RATE, all);
  }

  private static List<Sound> cut(Sound sound, Random random) {
    List<Sound> blocks = new ArrayList<>();
    int at = 0;
    while (at < sound.samples().length) {
      int end = Math.min(sound.samples().length, at + 1 + random.nextInt(20_000));
      blocks.add(new Sound(RATE, Arrays.copyOfRange(sound.samples(), at, end)));
      at = end;
    }
    return blocks;
  }

  private Lease lease() {
    return models.lease(TextExamples.digits(1).release().model()).orElseThrow();
  }

  private void activate(int beams) throws ModelException {
    Manifest manifest = TextExamples.digits(beams);
    ModelContent content = (ModelContent) manifest.content();
    LoadedModel model =
        Examples.loader(residency)
            .load(manifest, content, content.variants().getFirst(), Examples::blob);
    models.activate(model, content, 0);
  }
}
