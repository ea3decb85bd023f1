package io.skerry.agent.media;

import io.skerry.agent.media.MediaException.Fault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Decodes WAV. Thread-safe; call it on platform threads. */
public final class Sounds {
  /** The most bytes of one encoded sound. */
  public static final int MAX_BYTES = 32 << 20;

  /** The longest sound, in seconds. */
  public static final int MAX_SECONDS = 600;

  private Sounds() {}

  /**
   * Decodes one sound, mixed down to mono and brought to a rate.
   *
   * @throws MediaException for other formats, too many bytes or seconds, or broken bytes
   */
  public static Sound decode(byte[] file, int rateHz) throws MediaException {
    if (file.length > MAX_BYTES) {
      throw new MediaException(
          Fault.TOO_LARGE, "sound: expected at most " + MAX_BYTES + " bytes, got " + file.length);
    }
    Wav wav = Wav.read(file);
    int frames = wav.data().remaining() / (wav.coding().bytes() * wav.channels());
    if (frames / wav.rateHz() > MAX_SECONDS) {
      throw new MediaException(
          Fault.TOO_LARGE, "sound: expected at most " + MAX_SECONDS + " s, got " + frames);
    }
    float[] mono = mono(wav, frames);
    return new Sound(rateHz, wav.rateHz() == rateHz ? mono : resample(mono, wav.rateHz(), rateHz));
  }

  private static float[] mono(Wav wav, int frames) throws MediaException {
    float[] samples = new float[frames];
    int bytes = wav.coding().bytes();
    ByteBuffer data = wav.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    for (int i = 0; i < frames; i++) {
      float sum = 0;
      for (int channel = 0; channel < wav.channels(); channel++) {
        sum += sample(wav.coding(), data, at);
        at += bytes;
      }
      samples[i] = sum / wav.channels();
      if (!Float.isFinite(samples[i])) {
        throw new MediaException(Fault.BROKEN, "sound: sample " + i + " is not finite");
      }
    }
    return samples;
  }

  private static float sample(Wav.Coding coding, ByteBuffer data, int at) {
    return switch (coding) {
      case U8 -> ((data.get(at) & 0xff) - 128) / 128f;
      case S16 -> data.getShort(at) / 32768f;
      case S24 -> ((data.get(at + 2) << 16) | (data.getShort(at) & 0xffff)) * 0x1p-23f;
      case S32 -> data.getInt(at) * 0x1p-31f;
      case F32 -> data.getFloat(at);
    };
  }

  private static float[] resample(float[] mono, int fromHz, int toHz) throws MediaException {
    try (Resampler resampler = Resampler.mono(fromHz, toHz);
        FloatPointer in = new FloatPointer(Math.max(1, mono.length));
        PointerPointer<FloatPointer> ins = new PointerPointer<>(1)) {
      in.put(mono);
      ins.put(in);
      float[] body = resampler.convert(ins, mono.length);
      float[] rest = resampler.convert(null, 0);
      float[] all = java.util.Arrays.copyOf(body, body.length + rest.length);
      System.arraycopy(rest, 0, all, body.length, rest.length);
      return all;
    }
  }
}
