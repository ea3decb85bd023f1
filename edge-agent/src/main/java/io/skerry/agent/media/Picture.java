package io.skerry.agent.media;

/**
 * A picture as three planes of 8 bits, rows from top to bottom without gaps. Confined to one thread
 * at a time: whoever holds it may read and write the planes.
 */
public final class Picture {
  /** The most pixels of one picture, about 25 million. */
  public static final int MAX_PIXELS = 24 << 20;

  private final int width;
  private final int height;
  private final byte[] red;
  private final byte[] green;
  private final byte[] blue;

  /**
   * A black picture.
   *
   * @throws IllegalArgumentException for a side below 1 or more than {@link #MAX_PIXELS}
   */
  public Picture(int width, int height) {
    if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "picture: expected 1 to " + MAX_PIXELS + " pixels, got " + width + "x" + height);
    }
    this.width = width;
    this.height = height;
    this.red = new byte[width * height];
    this.green = new byte[width * height];
    this.blue = new byte[width * height];
  }

  /** Pixels in a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** The plane itself: 0..255 as unsigned bytes. */
  public byte[] red() {
    return red;
  }

  /** The plane itself. */
  public byte[] green() {
    return green;
  }

  /** The plane itself. */
  public byte[] blue() {
    return blue;
  }
}
