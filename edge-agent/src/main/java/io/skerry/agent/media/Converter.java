package io.skerry.agent.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GBRP;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INP;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INT;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import io.skerry.agent.media.MediaException.Fault;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;

/**
 * Turns decoded frames of any pixel format into pictures of the same size, by their own colour
 * matrix and range. Confined to one thread.
 */
final class Converter implements AutoCloseable {
  private final SwsContext context;
  private final AVFrame planes;

  Converter() throws MediaException {
    Ffmpeg.load();
    context = Ffmpeg.allocated(sws_alloc_context(), "a colour converter");
    planes = Ffmpeg.allocated(av_frame_alloc(), "a frame");
    context.flags(SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP);
  }

  /**
   * Converts one frame.
   *
   * @param spare is used if it has the frame's size
   */
  Picture convert(AVFrame frame, Picture spare) throws MediaException {
    int width = frame.width();
    int height = frame.height();
    if (width < 1 || height < 1 || (long) width * height > Picture.MAX_PIXELS) {
      throw new MediaException(
          Fault.TOO_LARGE,
          "frame: expected at most %d pixels, got %dx%d"
              .formatted(Picture.MAX_PIXELS, width, height));
    }
    resize(width, height);
    Ffmpeg.check(sws_scale_frame(context, planes, frame), Fault.BROKEN, "frame's colours");
    boolean fits = spare.width() == width && spare.height() == height;
    Picture picture = fits ? spare : new Picture(width, height);
    copy(0, picture.green(), width, height);
    copy(1, picture.blue(), width, height);
    copy(2, picture.red(), width, height);
    return picture;
  }

  private void resize(int width, int height) throws MediaException {
    if (planes.width() == width && planes.height() == height) {
      return;
    }
    av_frame_unref(planes);
    planes.format(AV_PIX_FMT_GBRP).width(width).height(height);
    Ffmpeg.check(av_frame_get_buffer(planes, 0), Fault.TOO_LARGE, "frame's memory");
  }

  private void copy(int plane, byte[] into, int width, int height) {
    int stride = planes.linesize(plane);
    ByteBuffer rows =
        planes.data(plane).position(0).capacity((long) stride * height).asByteBuffer();
    for (int y = 0; y < height; y++) {
      rows.get(y * stride, into, y * width, width);
    }
  }

  @Override
  public void close() {
    av_frame_free(planes);
    sws_free_context(context);
  }
}
