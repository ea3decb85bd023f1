package io.skerry.agent.media;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;

import io.skerry.agent.media.MediaException.Fault;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** A media file's sound, mono at the rate that was asked for. Confined to one thread. */
final class SoundFile implements SoundSource {
  private final Demuxer demuxer;
  private final Resampler resampler;
  private final int rateHz;
  private boolean ended;

  private SoundFile(Demuxer demuxer, Resampler resampler, int rateHz) {
    this.demuxer = demuxer;
    this.resampler = resampler;
    this.rateHz = rateHz;
  }

  static SoundFile open(Path file, int rateHz) throws MediaException {
    Demuxer demuxer = Demuxer.open(file, AVMEDIA_TYPE_AUDIO);
    try {
      AVCodecParameters stream = demuxer.stream().codecpar();
      if (stream.sample_rate() < 1_000 || stream.sample_rate() > 384_000) {
        throw new MediaException(
            Fault.UNSUPPORTED, "sound: expected 1 to 384 kHz, got " + stream.sample_rate());
      }
      Resampler resampler =
          Resampler.open(stream.ch_layout(), stream.format(), stream.sample_rate(), rateHz);
      return new SoundFile(demuxer, resampler, rateHz);
    } catch (MediaException e) {
      demuxer.close();
      throw e;
    }
  }

  @Override
  public Optional<Sound> next() throws MediaException {
    while (!ended) {
      Optional<AVFrame> frame = demuxer.next();
      ended = frame.isEmpty();
      float[] samples =
          ended
              ? resampler.convert(null, 0)
              : resampler.convert(frame.get().extended_data(), frame.get().nb_samples());
      if (samples.length > 0) {
        return Optional.of(new Sound(rateHz, samples));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    resampler.close();
    demuxer.close();
  }
}
