package io.skerry.agent.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.media.MediaException.Fault;
import io.skerry.agent.model.Examples;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Video, sound and folders, whole and hostile. */
@Timeout(120)
final class SourcesTest {
  @TempDir private Path folder;

  @Test
  void videoFramesComeInOrderWithTheirTimes() throws Exception {
    try (FrameSource frames = Sources.frames(source(Examples.media("door.mp4")))) {
      Picture spare = new Picture(1, 1);
      for (int i = 0; i < 100; i++) {
        Frame frame = frames.next(spare).orElseThrow();
        assertEquals(i, frame.number());
        assertEquals(i * 100L, frame.mediaMs());
        assertEquals(640, frame.picture().width());
        assertTrue(i == 0 || frame.picture() == spare, "the spare picture is used again");
        spare = frame.picture();
      }
      assertTrue(frames.next(spare).isEmpty());
      assertTrue(frames.next(spare).isEmpty());
    }
  }

  @Test
  void soundOfAFileIsWhatTheWavHolds() throws Exception {
    Sound whole = Sounds.decode(Files.readAllBytes(Examples.media("speech.wav")), 16_000);
    int at = 0;
    try (SoundSource sound = Sources.sound(source(Examples.media("speech.wav")), 16_000)) {
      Optional<Sound> block = sound.next();
      while (block.isPresent()) {
        for (float sample : block.get().samples()) {
          assertEquals(whole.samples()[at++], sample, 1e-6f);
        }
        block = sound.next();
      }
    }
    assertEquals(whole.samples().length, at);
  }

  @Test
  void aFolderGivesItsPicturesByNameAndLeavesOutBrokenOnes() throws Exception {
    Files.copy(Examples.media("pictures/cat-chelsea.jpg"), folder.resolve("b.jpg"));
    Files.copy(Examples.media("pictures/ship-liner.jpg"), folder.resolve("c.JPEG"));
    Files.writeString(folder.resolve("a.jpg"), "no picture");
    Files.writeString(folder.resolve("notes.txt"), "left out");
    try (FrameSource frames = Sources.frames(source(folder))) {
      Frame cat = frames.next(new Picture(1, 1)).orElseThrow();
      assertEquals(1, cat.number());
      assertEquals(270, cat.picture().width());
      assertEquals(256, frames.next(cat.picture()).orElseThrow().picture().width());
      assertTrue(frames.next(cat.picture()).isEmpty());
    }
  }

  @Test
  void whatIsNotThereOrHoldsNothingIsSaid() throws Exception {
    assertEquals(Fault.GONE, refusal(folder.resolve("absent.mp4")));
    assertEquals(Fault.GONE, refusal(folder));
    assertEquals(Fault.UNSUPPORTED, refusal(Examples.media("speech.wav"))); // no video in it
    assertEquals(Fault.BROKEN, refusal(Examples.media("speech.truth.json")));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SourceConfig(URI.create("https://example.org/x.mp4"), false, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SourceConfig(URI.create("file://host/x.mp4"), false, false));
  }

  @Test
  void playlistsThatNameOtherFilesAreRefused() throws Exception {
    Path video = Examples.media("door.mp4");
    Path concat = folder.resolve("list.mp4");
    Files.writeString(concat, "ffconcat version 1.0\nfile '" + video + "'\n");
    assertEquals(Fault.BROKEN, refusal(concat));
    Path hls = folder.resolve("list.m3u8");
    Files.writeString(
        hls, "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n" + video + "\n#EXT-X-ENDLIST\n");
    assertEquals(Fault.BROKEN, refusal(hls));
  }

  @Test
  void hostileVideosEnd() throws Exception {
    byte[] whole = Files.readAllBytes(Examples.media("door.mp4"));
    Random random = new Random(17);
    for (int i = 0; i < 12; i++) {
      byte[] hostile = i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole;
      hostile = hostile.clone();
      int reach = i % 2 == 0 ? 4_096 : hostile.length;
      for (int k = 0; k < 40; k++) {
        int at = random.nextInt(Math.max(1, Math.min(reach, hostile.length)));
        if (i % 4 >= 2) {
          at = hostile.length - 1 - at; // the index stands at the end, or the beginning
        }
        hostile[Math.max(0, at)] = (byte) random.nextInt();
      }
      assertTrue(countFrames(Files.write(folder.resolve("hostile.mp4"), hostile)) <= 200);
    }
  }

  @Test
  void whatIsOpenedIsClosed() throws Exception {
    assertEquals(100, countFrames(Examples.media("door.mp4")));
    long before = openFiles();
    for (int i = 0; i < 10; i++) {
      try (FrameSource frames = Sources.frames(source(Examples.media("door.mp4")))) {
        assertTrue(frames.next(new Picture(1, 1)).isPresent());
      }
      assertEquals(Fault.UNSUPPORTED, refusal(Examples.media("speech.wav")));
    }
    assertEquals(before, openFiles());
  }

  @Test
  void noLibraryOfADesktopIsNeeded() throws Exception {
    assertEquals(100, countFrames(Examples.media("door.mp4")));
    String maps = Files.readString(Path.of("/proc/self/maps"));
    assertTrue(maps.contains("libavformat") && maps.contains("libswscale"));
    for (String library : new String[] {"avdevice", "libxcb", "libasound", "libpulse"}) {
      assertFalse(maps.contains(library), library);
    }
  }

  private static int countFrames(Path file) {
    int count = 0;
    try (FrameSource frames = Sources.frames(source(file))) {
      Optional<Frame> frame = frames.next(new Picture(1, 1));
      while (frame.isPresent()) {
        count++;
        frame = frames.next(frame.get().picture());
      }
    } catch (MediaException e) {
      assertFalse(e.getMessage().isEmpty());
    }
    return count;
  }

  private static Fault refusal(Path file) {
    MediaException e =
        assertThrows(
            MediaException.class,
            () -> {
              try (FrameSource frames = Sources.frames(source(file))) {
                frames.next(new Picture(1, 1));
              }
            });
    return e.fault();
  }

  private static SourceConfig source(Path file) {
    return new SourceConfig(file.toUri(), false, false);
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
