package io.skerry.agent.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import io.skerry.agent.media.MediaException.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;

/**
 * FFmpeg's libraries, loaded once: avformat, avcodec, avutil, swscale and swresample, which need
 * nothing beyond the C library. Never avdevice, which needs the host's X and sound libraries.
 */
final class Ffmpeg {
  private static final Optional<String> FAULT = loadOnce();

  private Ffmpeg() {}

  private static Optional<String> loadOnce() {
    // JavaCPP would bound native memory by the Java heap, of which it knows nothing.
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
    try {
      Loader.load(avformat.class);
      Loader.load(swscale.class);
      Loader.load(swresample.class);
      av_log_set_level(AV_LOG_QUIET);
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Loads the libraries; the first call may take a second.
   *
   * @throws MediaException if they don't work on this machine
   */
  static void load() throws MediaException {
    if (FAULT.isPresent()) {
      throw new MediaException(Fault.GONE, "FFmpeg does not work here: " + FAULT.get());
    }
  }

  /** The result itself, unless it is an error. */
  static int check(int result, Fault fault, String subject) throws MediaException {
    if (result < 0) {
      throw new MediaException(fault, subject + ": " + text(result));
    }
    return result;
  }

  /** What FFmpeg says about an error code. */
  static String text(int error) {
    byte[] text = new byte[128];
    av_strerror(error, text, text.length);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  /** Native memory has run out. */
  static <T> T allocated(T pointer, String what) {
    if (pointer == null) {
      throw new IllegalStateException("no memory for " + what);
    }
    return pointer;
  }
}
