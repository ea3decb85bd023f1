package io.skerry.agent.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_BITSTREAM;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import io.skerry.agent.media.MediaException.Fault;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** One codec: packets in, frames out, on the caller's own thread. Confined to one thread. */
final class Decoder implements AutoCloseable {
  private final AVCodecContext context;
  private final AVFrame frame;

  private Decoder(AVCodecContext context, AVFrame frame) {
    this.context = context;
    this.frame = frame;
  }

  /** Opens the codec of a stream. */
  static Decoder of(AVCodecParameters parameters) throws MediaException {
    Decoder decoder = allocate(parameters.codec_id());
    try {
      Ffmpeg.check(
          avcodec_parameters_to_context(decoder.context, parameters), Fault.BROKEN, "stream");
      return decoder.open();
    } catch (MediaException e) {
      decoder.close();
      throw e;
    }
  }

  /** Opens a codec by its number; it gives up at the first fault, where a stream's goes on. */
  static Decoder strict(int codec) throws MediaException {
    Decoder decoder = allocate(codec);
    try {
      decoder.context.err_recognition(AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_EXPLODE);
      return decoder.open();
    } catch (MediaException e) {
      decoder.close();
      throw e;
    }
  }

  private static Decoder allocate(int codec) throws MediaException {
    AVCodec found = avcodec_find_decoder(codec);
    if (found == null) {
      throw new MediaException(Fault.UNSUPPORTED, "stream: no decoder for codec " + codec);
    }
    AVCodecContext context = Ffmpeg.allocated(avcodec_alloc_context3(found), "a decoder");
    return new Decoder(context, Ffmpeg.allocated(av_frame_alloc(), "a frame"));
  }

  private Decoder open() throws MediaException {
    context.max_pixels(Picture.MAX_PIXELS).thread_count(1);
    Ffmpeg.check(
        avcodec_open2(context, context.codec(), (AVDictionary) null), Fault.BROKEN, "decoder");
    return this;
  }

  /**
   * Gives it a packet; before the next one, take its frames with {@link #receive}.
   *
   * @param packet null at the end of the stream
   * @return false if the packet is broken
   */
  boolean send(AVPacket packet) {
    return avcodec_send_packet(context, packet) >= 0;
  }

  /** The next frame, valid until the next call; empty if it needs another packet. */
  Optional<AVFrame> receive() throws MediaException {
    int result = avcodec_receive_frame(context, frame);
    if (result == AVERROR_EAGAIN() || result == AVERROR_EOF()) {
      return Optional.empty();
    }
    Ffmpeg.check(result, Fault.BROKEN, "stream");
    return Optional.of(frame);
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avcodec_free_context(context);
  }
}
