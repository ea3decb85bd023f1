package io.skerry.agent.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.media.MediaException.Fault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WAV of every coding, resampled, broken and far too long. */
final class SoundsTest {
  private static final int RATE = 16_000;

  @ParameterizedTest
  @CsvSource({"1, 8, 0.01", "1, 16, 1e-4", "1, 24, 1e-6", "1, 32, 1e-6", "3, 32, 1e-6"})
  void everyCodingIsRead(int format, int bits, double tolerance) throws Exception {
    float[] tone = tone(RATE, 440, 1600);
    for (int channels = 1; channels <= 3; channels++) {
      Sound sound = Sounds.decode(wav(format, bits, channels, RATE, tone), RATE);
      assertEquals(tone.length, sound.samples().length);
      for (int i = 0; i < tone.length; i++) {
        assertEquals(tone[i], sound.samples()[i], tolerance);
      }
    }
  }

  @Test
  void channelsAreMixedDown() throws Exception {
    ByteBuffer file = ByteBuffer.wrap(wav(1, 16, 2, RATE, new float[] {0}));
    file.order(ByteOrder.LITTLE_ENDIAN).putShort(44, (short) 16_384).putShort(46, (short) -8_192);
    assertEquals(0.125f, Sounds.decode(file.array(), RATE).samples()[0]);
  }

  @ParameterizedTest
  @CsvSource({"8000", "22050", "44100", "48000"})
  void otherRatesAreResampled(int rateHz) throws Exception {
    Sound sound = Sounds.decode(wav(1, 16, 1, rateHz, tone(rateHz, 440, rateHz)), RATE);
    assertEquals(RATE, sound.samples().length, 64);
    float[] expected = tone(RATE, 440, RATE);
    for (int i = 1_000; i < 15_000; i++) {
      assertEquals(expected[i], sound.samples()[i], 0.01, "sample " + i);
    }
  }

  @Test
  void whatComesBeforeTheDataIsSkipped() throws Exception {
    byte[] plain = wav(1, 16, 1, RATE, new float[] {0.5f});
    ByteBuffer more = ByteBuffer.allocate(plain.length + 12).order(ByteOrder.LITTLE_ENDIAN);
    more.put(plain, 0, 36).put("LIST".getBytes(StandardCharsets.US_ASCII)).putInt(3).putInt(0);
    more.put(plain, 36, plain.length - 36);
    assertEquals(0.5f, Sounds.decode(more.array(), RATE).samples()[0], 1e-4);
  }

  @Test
  void hostileSoundsAreRefused() {
    byte[] plain = wav(1, 16, 1, RATE, tone(RATE, 440, 100));
    assertEquals(Fault.UNSUPPORTED, refusal(new byte[100]));
    assertEquals(Fault.BROKEN, refusal(Arrays.copyOf(plain, 20)));
    assertEquals(Fault.UNSUPPORTED, refusal(edited(plain, 22, 0))); // no channels
    assertEquals(Fault.UNSUPPORTED, refusal(edited(plain, 22, 65_535)));
    assertEquals(Fault.UNSUPPORTED, refusal(edited(plain, 24, 0))); // no rate
    assertEquals(Fault.UNSUPPORTED, refusal(edited(plain, 20, 0x55))); // MP3 inside
    assertEquals(Fault.TOO_LARGE, refusal(new byte[Sounds.MAX_BYTES + 1]));
    byte[] long1 = wav(1, 8, 1, 1_000, new float[1_000 * (Sounds.MAX_SECONDS + 2)]);
    assertEquals(Fault.TOO_LARGE, refusal(long1));
    byte[] infinite = wav(3, 32, 1, RATE, new float[] {Float.POSITIVE_INFINITY});
    assertEquals(Fault.BROKEN, refusal(infinite));
  }

  @Test
  void flippedBytesNeverDoMoreThanFail() {
    byte[] plain = wav(1, 24, 2, 44_100, tone(44_100, 440, 500));
    Random random = new Random(11);
    int read = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] hostile = Arrays.copyOf(plain, 12 + random.nextInt(plain.length - 12));
      for (int k = 0; k < 4; k++) {
        hostile[random.nextInt(Math.min(60, hostile.length))] = (byte) random.nextInt();
      }
      try {
        read += Sounds.decode(hostile, RATE).samples().length > 0 ? 1 : 0;
      } catch (MediaException e) {
        assertTrue(e.getMessage().startsWith("sound: "), e.getMessage());
      }
    }
    assertTrue(read > 0);
  }

  private static Fault refusal(byte[] file) {
    return assertThrows(MediaException.class, () -> Sounds.decode(file, RATE)).fault();
  }

  private static byte[] edited(byte[] file, int at, int value) {
    byte[] copy = file.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putShort(at, (short) value);
    return copy;
  }

  private static float[] tone(int rateHz, int hz, int samples) {
    float[] tone = new float[samples];
    for (int i = 0; i < samples; i++) {
      tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * hz * i / rateHz));
    }
    return tone;
  }

  private static byte[] wav(int format, int bits, int channels, int rateHz, float[] mono) {
    int bytes = bits / 8;
    int length = mono.length * channels * bytes;
    ByteBuffer out = ByteBuffer.allocate(44 + length).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + length);
    out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    out.putShort((short) format).putShort((short) channels).putInt(rateHz);
    out.putInt(rateHz * channels * bytes).putShort((short) (channels * bytes));
    out.putShort((short) bits).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(length);
    for (float sample : mono) {
      for (int channel = 0; channel < channels; channel++) {
        put(out, format, bits, sample);
      }
    }
    return out.array();
  }

  private static void put(ByteBuffer out, int format, int bits, float sample) {
    if (format == 3) {
      out.putFloat(sample);
      return;
    }
    long value = Math.round(sample * (double) (1L << (bits - 1)));
    switch (bits) {
      case 8 -> out.put((byte) (value + 128));
      case 16 -> out.putShort((short) value);
      case 24 -> out.put((byte) value).putShort((short) (value >> 8));
      default -> out.putInt((int) value);
    }
  }
}
