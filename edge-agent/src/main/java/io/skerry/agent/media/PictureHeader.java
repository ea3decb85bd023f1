package io.skerry.agent.media;

import io.skerry.agent.media.MediaException.Fault;
import java.nio.ByteBuffer;

/**
 * What the first bytes of a picture say, read before anything is decoded.
 *
 * @param format which decoder reads it
 */
record PictureHeader(Format format, int width, int height) {
  private static final long PNG_MAGIC = 0x89504E470D0A1A0AL;
  private static final int IHDR = 0x49484452;
  private static final int JPEG_MAGIC = 0xFFD8FF;

  /** A format. */
  enum Format {
    JPEG,
    PNG
  }

  /**
   * Reads and checks the header.
   *
   * @throws MediaException for other formats, a broken header or too many pixels
   */
  static PictureHeader read(byte[] bytes) throws MediaException {
    ByteBuffer data = ByteBuffer.wrap(bytes);
    PictureHeader header;
    if (bytes.length >= 24 && data.getLong(0) == PNG_MAGIC) {
      header = png(data);
    } else if (bytes.length >= 4 && data.getInt(0) >>> 8 == JPEG_MAGIC) {
      header = jpeg(data);
    } else {
      throw new MediaException(Fault.UNSUPPORTED, "picture: expected JPEG or PNG");
    }
    if (header.width < 1 || header.height < 1) {
      throw new MediaException(
          Fault.BROKEN, "picture: expected pixels, got " + header.width + "x" + header.height);
    }
    if ((long) header.width * header.height > Picture.MAX_PIXELS) {
      throw new MediaException(
          Fault.TOO_LARGE,
          "picture: expected at most %d pixels, got %dx%d"
              .formatted(Picture.MAX_PIXELS, header.width, header.height));
    }
    return header;
  }

  private static PictureHeader png(ByteBuffer data) throws MediaException {
    if (data.getInt(12) != IHDR) {
      throw new MediaException(Fault.BROKEN, "picture: expected PNG to begin with IHDR");
    }
    return new PictureHeader(Format.PNG, data.getInt(16), data.getInt(20));
  }

  /** Goes from marker to marker up to the start of frame. */
  private static PictureHeader jpeg(ByteBuffer data) throws MediaException {
    int at = 2;
    while (at + 9 <= data.capacity() && (data.get(at) & 0xff) == 0xff) {
      int marker = data.get(at + 1) & 0xff;
      if (marker == 0xff) { // a fill byte
        at++;
      } else if (startsFrame(marker)) {
        int height = data.getShort(at + 5) & 0xffff;
        int width = data.getShort(at + 7) & 0xffff;
        return new PictureHeader(Format.JPEG, width, height);
      } else {
        at += 2 + (data.getShort(at + 2) & 0xffff);
      }
    }
    throw new MediaException(Fault.BROKEN, "picture: expected JPEG to hold a start of frame");
  }

  private static boolean startsFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }
}
