package io.skerry.agent.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import io.skerry.agent.media.MediaException.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * One stream of one media file, decoded. Only containers that hold their own media are opened: none
 * that could name other files or addresses. Confined to one thread.
 */
final class Demuxer implements AutoCloseable {
  private static final String CONTAINERS =
      "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mjpeg,wav,mp3,flac,ogg,aac";
  private static final int MAX_BROKEN = 100;

  private final AVFormatContext format;
  private final AVStream stream;
  private final Decoder decoder;
  private final AVPacket packet;
  private boolean drained;

  private Demuxer(AVFormatContext format, AVStream stream, Decoder decoder) {
    this.format = format;
    this.stream = stream;
    this.decoder = decoder;
    this.packet = Ffmpeg.allocated(av_packet_alloc(), "a packet");
  }

  /**
   * Opens the best stream of this kind.
   *
   * @param kind {@code AVMEDIA_TYPE_VIDEO} or {@code AVMEDIA_TYPE_AUDIO}
   */
  static Demuxer open(Path file, int kind) throws MediaException {
    Ffmpeg.load();
    if (!Files.isReadable(file)) {
      throw new MediaException(Fault.GONE, "source " + file.getFileName() + ": no such file");
    }
    AVFormatContext format = openFormat(file);
    try {
      String subject = "source " + file.getFileName();
      Ffmpeg.check(avformat_find_stream_info(format, (AVDictionary) null), Fault.BROKEN, subject);
      int best =
          Ffmpeg.check(
              av_find_best_stream(format, kind, -1, -1, (AVCodec) null, 0),
              Fault.UNSUPPORTED,
              subject);
      AVStream stream = format.streams(best);
      return new Demuxer(format, stream, Decoder.of(stream.codecpar()));
    } catch (MediaException e) {
      avformat_close_input(format);
      throw e;
    }
  }

  private static AVFormatContext openFormat(Path file) throws MediaException {
    AVFormatContext format = new AVFormatContext(null);
    AVDictionary options = new AVDictionary(null);
    try {
      av_dict_set(options, "protocol_whitelist", "file", 0);
      av_dict_set(options, "format_whitelist", CONTAINERS, 0);
      String url = "file:" + file.toAbsolutePath();
      Ffmpeg.check(
          avformat_open_input(format, url, (AVInputFormat) null, options),
          Fault.BROKEN,
          "source " + file.getFileName());
      return format;
    } finally {
      av_dict_free(options);
    }
  }

  /** The stream's own description. */
  AVStream stream() {
    return stream;
  }

  /** The next frame, valid until the next call; empty at the end of the stream. */
  Optional<AVFrame> next() throws MediaException {
    int broken = 0;
    while (broken <= MAX_BROKEN) {
      Optional<AVFrame> frame = decoder.receive();
      if (frame.isPresent() || drained) {
        return frame;
      }
      broken = feed() ? 0 : broken + 1;
    }
    throw new MediaException(Fault.BROKEN, "stream: more than 100 broken packets in a row");
  }

  /** Gives the decoder one packet; false if it was broken. */
  private boolean feed() throws MediaException {
    int result = av_read_frame(format, packet);
    if (result == AVERROR_EOF()) {
      drained = true;
      return decoder.send(null);
    }
    Ffmpeg.check(result, Fault.BROKEN, "stream");
    try {
      return packet.stream_index() != stream.index() || decoder.send(packet);
    } finally {
      av_packet_unref(packet);
    }
  }

  @Override
  public void close() {
    av_packet_free(packet);
    decoder.close();
    avformat_close_input(format);
  }
}
