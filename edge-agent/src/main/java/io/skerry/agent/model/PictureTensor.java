package io.skerry.agent.model;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.media.Picture;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Input.Layout;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Turns pictures into one tensor that is used again and again: float32 [1, channels, height, width]
 * or [1, height, width, channels]. Confined to one thread at a time.
 */
final class PictureTensor {
  private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

  private final Input.Image input;
  private final Tensor tensor;
  private final FloatBuffer values;
  private final float[] scale;
  private final float[] shift;
  private float[] row = new float[0];
  private float[] resized = new float[0];
  private Placement placement;
  private Taps across;
  private Taps down;

  PictureTensor(Input.Image input) {
    this.input = input;
    int channels = input.colour().channels();
    tensor = Tensor.allocate(ElementType.FLOAT32, shape(input));
    values = tensor.floats();
    scale = new float[channels];
    shift = new float[channels];
    for (int c = 0; c < channels; c++) {
      double std = input.std().get(c).value();
      scale[c] = (float) (input.scale().value() / std);
      shift[c] = (float) (-input.mean().get(c).value() / std);
    }
    place(input.width(), input.height());
  }

  static long[] shape(Input.Image input) {
    int channels = input.colour().channels();
    return input.layout() == Layout.NCHW
        ? new long[] {1, channels, input.height(), input.width()}
        : new long[] {1, input.height(), input.width(), channels};
  }

  /** The tensor itself. */
  Tensor tensor() {
    return tensor;
  }

  /** Writes a picture to the tensor and says where it went. */
  Placement fill(Picture picture) {
    place(picture.width(), picture.height());
    byte[][] planes = {picture.red(), picture.green(), picture.blue()};
    for (int c = 0; c < scale.length; c++) {
      if (input.fit() == Input.Fit.LETTERBOX) {
        pad(c);
      }
      for (int y = 0; y < down.size(); y++) {
        sumRows(planes, c, y, picture.width());
        across.apply(row, resized);
        write(c, y);
      }
    }
    return placement;
  }

  /** Works out the geometry, unless the picture has the size of the one before. */
  private void place(int width, int height) {
    if (placement != null
        && placement.pictureWidth() == width
        && placement.pictureHeight() == height) {
      return;
    }
    placement = Placement.of(width, height, input);
    Placement.Area from = placement.source();
    Placement.Area to = placement.target();
    across = Taps.of(from.x(), from.width(), width, (int) to.width());
    down = Taps.of(from.y(), from.height(), height, (int) to.height());
    row = new float[width];
    resized = new float[across.size()];
  }

  private void sumRows(byte[][] planes, int channel, int y, int width) {
    Arrays.fill(row, 0);
    for (int k = 0; k < down.count(y); k++) {
      int at = (down.first(y) + k) * width;
      float weight = down.weight(y, k);
      switch (input.colour()) {
        case RGB -> add(planes[channel], at, weight, row);
        case BGR -> add(planes[2 - channel], at, weight, row);
        case GRAY -> {
          for (int plane = 0; plane < 3; plane++) {
            add(planes[plane], at, weight * LUMA[plane], row);
          }
        }
      }
    }
  }

  private static void add(byte[] plane, int at, float weight, float[] row) {
    for (int x = 0; x < row.length; x++) {
      row[x] += weight * (plane[at + x] & 0xff);
    }
  }

  private void write(int channel, int y) {
    float by = scale[channel];
    float plus = shift[channel];
    for (int x = 0; x < resized.length; x++) {
      resized[x] = resized[x] * by + plus;
    }
    int left = (int) placement.target().x();
    int line = (int) placement.target().y() + y;
    if (input.layout() == Layout.NCHW) {
      values.put((channel * input.height() + line) * input.width() + left, resized);
      return;
    }
    int channels = scale.length;
    int at = (line * input.width() + left) * channels + channel;
    for (float value : resized) {
      values.put(at, value);
      at += channels;
    }
  }

  private void pad(int channel) {
    float value = input.pad() * scale[channel] + shift[channel];
    int pixels = input.width() * input.height();
    boolean planar = input.layout() == Layout.NCHW;
    int step = planar ? 1 : scale.length;
    int at = planar ? channel * pixels : channel;
    for (int i = 0; i < pixels; i++) {
      values.put(at, value);
      at += step;
    }
  }
}
