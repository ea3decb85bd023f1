package io.skerry.agent.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PNG;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import io.skerry.agent.media.MediaException.Fault;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Decodes JPEG and PNG. The format is told by the bytes, never by a name; size and pixels are
 * checked before the decoder sees a byte. Thread-safe; call it on platform threads.
 */
public final class Pictures {
  /** The most bytes of one encoded picture. */
  public static final int MAX_BYTES = 16 << 20;

  private Pictures() {}

  /**
   * How many pixels a picture has, at most {@link Picture#MAX_PIXELS}.
   *
   * @throws MediaException for other formats, too many pixels, or a broken header
   */
  public static int pixels(byte[] bytes) throws MediaException {
    PictureHeader header = PictureHeader.read(bytes);
    return header.width() * header.height();
  }

  /**
   * Decodes one picture.
   *
   * @throws MediaException for other formats, too many bytes or pixels, or broken bytes
   */
  public static Picture decode(byte[] bytes) throws MediaException {
    if (bytes.length > MAX_BYTES) {
      throw new MediaException(
          Fault.TOO_LARGE,
          "picture: expected at most " + MAX_BYTES + " bytes, got " + bytes.length);
    }
    PictureHeader header = PictureHeader.read(bytes);
    Ffmpeg.load();
    int codec =
        switch (header.format()) {
          case JPEG -> AV_CODEC_ID_MJPEG;
          case PNG -> AV_CODEC_ID_PNG;
        };
    AVPacket packet = Ffmpeg.allocated(av_packet_alloc(), "a packet");
    try (Decoder decoder = Decoder.strict(codec);
        Converter converter = new Converter()) {
      Ffmpeg.check(av_new_packet(packet, bytes.length), Fault.TOO_LARGE, "picture's memory");
      packet.data().put(bytes);
      AVFrame frame = frame(decoder, packet, header);
      return converter.convert(frame, new Picture(1, 1));
    } finally {
      av_packet_free(packet);
    }
  }

  private static AVFrame frame(Decoder decoder, AVPacket packet, PictureHeader header)
      throws MediaException {
    boolean taken = decoder.send(packet) && decoder.send(null);
    Optional<AVFrame> frame = taken ? decoder.receive() : Optional.empty();
    if (frame.isEmpty()) {
      throw new MediaException(Fault.BROKEN, "picture: its " + header.format() + " data is broken");
    }
    if (frame.get().decode_error_flags() != 0) {
      throw new MediaException(Fault.BROKEN, "picture: its " + header.format() + " is damaged");
    }
    return frame.get();
  }
}
