package io.skerry.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skerry.agent.media.Sound;
import io.skerry.agent.media.Sounds;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.message.Result.Activity;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recurrent state over blocks, sessions and releases, with the real voice model. */
final class HearingTest {
  private final Residency residency =
      new Residency(ResidencyLimits.forThisMachine(), new SimpleMeterRegistry());
  private final Models models = new Models(new SimpleMeterRegistry());
  private Sound speech;

  @BeforeEach
  void start() throws Exception {
    speech = Sounds.decode(Files.readAllBytes(Examples.media("speech.wav")), 16_000);
    activate("1.0.0");
  }

  @AfterEach
  void close() {
    models.close();
    residency.close();
  }

  @Test
  void blocksOfAnyLengthGiveWhatTheWholeGives() throws Exception {
    List<Activity> whole = hear(List.of(speech), false);
    assertEquals(4, whole.size());
    Random random = new Random(2);
    for (int i = 0; i < 3; i++) {
      assertEquals(whole, hear(cut(random), false));
    }
  }

  @Test
  void anotherSessionOfTheSameReleaseCarriesTheStateOn() throws Exception {
    List<Activity> whole = hear(List.of(speech), false);
    assertEquals(whole, hear(cut(new Random(4)), true));
  }

  @Test
  void anotherReleaseNeedsAnotherHearing() throws Exception {
    try (Lease lease = lease()) {
      Hearing hearing = lease.listen(0);
      activate("1.0.1");
      try (Lease next = lease()) {
        assertThrows(IllegalStateException.class, () -> next.hear(hearing, speech, 0.5f));
        assertEquals(4, next.hear(next.listen(500), speech, 0.5f).size());
      }
      assertEquals(4, lease.hear(hearing, speech, 0.5f).size());
    }
  }

  @Test
  void aHigherThresholdHearsLess() throws Exception {
    try (Lease lease = lease()) {
      assertEquals(List.of(), lease.hear(lease.listen(0), speech, 1.1f));
    }
  }

  private List<Activity> hear(List<Sound> blocks, boolean swap) throws Exception {
    List<Activity> heard = new ArrayList<>();
    Hearing hearing;
    try (Lease lease = lease()) {
      hearing = lease.listen(0);
    }
    int count = 0;
    for (Sound block : blocks) {
      if (swap && count++ % 20 == 10) {
        activate("1.0.0");
      }
      try (Lease lease = lease()) {
        heard.addAll(lease.hear(hearing, block, 0.5f));
      }
    }
    heard.addAll(hearing.end());
    return heard;
  }

  private List<Sound> cut(Random random) {
    List<Sound> blocks = new ArrayList<>();
    int at = 0;
    while (at < speech.samples().length) {
      int end = Math.min(speech.samples().length, at + 1 + random.nextInt(3_000));
      blocks.add(new Sound(16_000, Arrays.copyOfRange(speech.samples(), at, end)));
      at = end;
    }
    return blocks;
  }

  private Lease lease() {
    return models.lease(Examples.voice("1.0.0").release().model()).orElseThrow();
  }

  private void activate(String version) throws ModelException {
    Manifest manifest = Examples.voice(version);
    ModelContent content = (ModelContent) manifest.content();
    LoadedModel model =
        Examples.loader(residency)
            .load(manifest, content, content.variants().getFirst(), Examples::blob);
    models.activate(model, content, 0.5f);
  }
}
