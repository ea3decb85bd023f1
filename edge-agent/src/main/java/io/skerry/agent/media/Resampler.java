package io.skerry.agent.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_get_out_samples;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;

import io.skerry.agent.media.MediaException.Fault;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Brings sound of any sample format, channels and rate to mono float32 at one rate. Confined to one
 * thread.
 */
final class Resampler implements AutoCloseable {
  private static final int MAX_SAMPLES = 1 << 26;

  private final SwrContext context;

  private Resampler(SwrContext context) {
    this.context = context;
  }

  /**
   * Opens one.
   *
   * @param format FFmpeg's number of the sample format, {@code AV_SAMPLE_FMT_FLT}
   */
  static Resampler open(AVChannelLayout channels, int format, int fromHz, int toHz)
      throws MediaException {
    Ffmpeg.load();
    SwrContext context = new SwrContext(null);
    try (AVChannelLayout mono = new AVChannelLayout()) {
      av_channel_layout_default(mono, 1);
      Ffmpeg.check(
          swr_alloc_set_opts2(
              context, mono, AV_SAMPLE_FMT_FLT, toHz, channels, format, fromHz, 0, null),
          Fault.UNSUPPORTED,
          "sound");
      Ffmpeg.check(swr_init(context), Fault.UNSUPPORTED, "sound");
      return new Resampler(context);
    } catch (MediaException e) {
      swr_free(context);
      throw e;
    }
  }

  /** Mono to mono. */
  static Resampler mono(int fromHz, int toHz) throws MediaException {
    Ffmpeg.load();
    try (AVChannelLayout mono = new AVChannelLayout()) {
      av_channel_layout_default(mono, 1);
      return open(mono, AV_SAMPLE_FMT_FLT, fromHz, toHz);
    }
  }

  /**
   * Converts one block; some samples stay inside until the next.
   *
   * @param planes the block's channels, or null at the end, for what is still inside
   * @param count samples per channel, 0 at the end
   */
  float[] convert(PointerPointer<?> planes, int count) throws MediaException {
    int room = swr_get_out_samples(context, count);
    if (room < 0 || room > MAX_SAMPLES) {
      throw new MediaException(Fault.TOO_LARGE, "sound: a block would give " + room + " samples");
    }
    if (room == 0) {
      return new float[0];
    }
    try (FloatPointer out = new FloatPointer(room);
        PointerPointer<FloatPointer> outs = new PointerPointer<>(1)) {
      outs.put(out);
      int written =
          Ffmpeg.check(swr_convert(context, outs, room, planes, count), Fault.BROKEN, "sound");
      float[] samples = new float[written];
      out.get(samples);
      return samples;
    }
  }

  @Override
  public void close() {
    swr_free(context);
  }
}
