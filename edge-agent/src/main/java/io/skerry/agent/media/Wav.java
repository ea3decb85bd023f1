package io.skerry.agent.media;

import io.skerry.agent.media.MediaException.Fault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A WAV file's layout, read without decoding: PCM of 8, 16, 24 or 32 bits, or float32.
 *
 * @param data the samples, interleaved and little-endian
 */
record Wav(Coding coding, int channels, int rateHz, ByteBuffer data) {
  private static final int RIFF = 0x46464952;
  private static final int WAVE = 0x45564157;
  private static final int FMT = 0x20746d66;
  private static final int DATA = 0x61746164;
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xfffe;
  private static final int MAX_CHANNELS = 8;

  /** How one sample is written. */
  enum Coding {
    U8(1),
    S16(2),
    S24(3),
    S32(4),
    F32(4);

    private final int bytes;

    Coding(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }
  }

  /**
   * Finds format and samples.
   *
   * @throws MediaException for other files, codings or a broken layout
   */
  static Wav read(byte[] file) throws MediaException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < 12 || in.getInt(0) != RIFF || in.getInt(8) != WAVE) {
      throw new MediaException(Fault.UNSUPPORTED, "sound: expected WAV");
    }
    in.position(12);
    ByteBuffer format = null;
    while (in.remaining() >= 8) {
      int chunk = in.getInt();
      long length = in.getInt() & 0xffffffffL;
      int here = (int) Math.min(length, in.remaining()); // a streamed file gives no true length
      ByteBuffer body = in.slice(in.position(), here).order(ByteOrder.LITTLE_ENDIAN);
      if (chunk == FMT) {
        format = body;
      } else if (chunk == DATA && format != null) {
        return of(format, body);
      }
      in.position((int) Math.min(in.limit(), in.position() + length + (length & 1)));
    }
    throw new MediaException(Fault.BROKEN, "sound: expected WAV with format and data");
  }

  private static Wav of(ByteBuffer format, ByteBuffer data) throws MediaException {
    if (format.remaining() < 16) {
      throw new MediaException(Fault.BROKEN, "sound: expected a WAV format of 16 bytes");
    }
    int tag = format.getShort(0) & 0xffff;
    if (tag == EXTENSIBLE && format.remaining() >= 26) {
      tag = format.getShort(24) & 0xffff;
    }
    int channels = format.getShort(2) & 0xffff;
    int rateHz = format.getInt(4);
    Coding coding = coding(tag, format.getShort(14) & 0xffff);
    if (channels < 1 || channels > MAX_CHANNELS || rateHz < 1_000 || rateHz > 384_000) {
      throw new MediaException(
          Fault.UNSUPPORTED,
          "sound: expected 1 to 8 channels at 1 to 384 kHz, got " + channels + " at " + rateHz);
    }
    return new Wav(coding, channels, rateHz, data);
  }

  private static Coding coding(int tag, int bits) throws MediaException {
    if (tag == PCM && bits == 8) {
      return Coding.U8;
    } else if (tag == PCM && bits == 16) {
      return Coding.S16;
    } else if (tag == PCM && bits == 24) {
      return Coding.S24;
    } else if (tag == PCM && bits == 32) {
      return Coding.S32;
    } else if (tag == FLOAT && bits == 32) {
      return Coding.F32;
    }
    throw new MediaException(
        Fault.UNSUPPORTED,
        "sound: expected PCM of 8, 16, 24 or 32 bits or float32, got format %d with %d bits"
            .formatted(tag, bits));
  }
}
