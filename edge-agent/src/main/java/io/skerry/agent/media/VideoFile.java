package io.skerry.agent.media;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** A video file's frames, with the times that the file gives them. Confined to one thread. */
final class VideoFile implements FrameSource {
  private final Demuxer demuxer;
  private final Converter converter;
  private final double msPerTick;
  private final double msPerFrame;
  private final long firstTick;
  private long number;

  private VideoFile(Demuxer demuxer, Converter converter) {
    this.demuxer = demuxer;
    this.converter = converter;
    AVRational base = demuxer.stream().time_base();
    AVRational rate = demuxer.stream().avg_frame_rate();
    msPerTick = 1000.0 * base.num() / Math.max(1, base.den());
    msPerFrame = rate.num() > 0 ? 1000.0 * rate.den() / rate.num() : 40;
    long start = demuxer.stream().start_time();
    firstTick = start == AV_NOPTS_VALUE ? 0 : start;
  }

  static VideoFile open(Path file) throws MediaException {
    Demuxer demuxer = Demuxer.open(file, AVMEDIA_TYPE_VIDEO);
    return new VideoFile(demuxer, new Converter());
  }

  @Override
  public Optional<Frame> next(Picture spare) throws MediaException {
    Optional<AVFrame> decoded = demuxer.next();
    if (decoded.isEmpty()) {
      return Optional.empty();
    }
    Picture picture = converter.convert(decoded.get(), spare);
    long tick = decoded.get().best_effort_timestamp();
    double ms = tick == AV_NOPTS_VALUE ? number * msPerFrame : (tick - firstTick) * msPerTick;
    return Optional.of(new Frame(picture, number++, Math.max(0, Math.round(ms))));
  }

  @Override
  public void close() {
    converter.close();
    demuxer.close();
  }
}
