package io.skerry.agent.release;

import io.skerry.agent.media.Sounds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts sounds together for tests. */
final class Wavs {
  private Wavs() {}

  /** A WAV of these, each followed by so many seconds of silence; PCM of 16 bits, mono. */
  static byte[] of(int rateHz, int silenceS, List<Path> files) throws Exception {
    List<float[]> parts = new ArrayList<>();
    int count = 0;
    for (Path file : files) {
      parts.add(Sounds.decode(Files.readAllBytes(file), rateHz).samples());
      count += parts.getLast().length + silenceS * rateHz;
    }
    ByteBuffer wav = ByteBuffer.allocate(44 + 2 * count).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * count);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1);
    wav.putShort((short) 1).putInt(rateHz).putInt(2 * rateHz);
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * count);
    for (float[] part : parts) {
      for (float sample : part) {
        wav.putShort((short) (sample * 32_767));
      }
      wav.position(wav.position() + 2 * silenceS * rateHz);
    }
    return wav.array();
  }
}
