package io.skerry.agent.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.agent.media.Picture;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Input.Colour;
import io.skerry.protocol.manifest.Input.Fit;
import io.skerry.protocol.manifest.Input.Layout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pictures by hand -> tensors by hand. */
final class PictureTensorTest {
  @Test
  void coloursAndLayouts() {
    Picture dot = filled(1, 1, 10, 20, 30);
    assertArrayEquals(
        new float[] {10, 20, 30}, values(input(1, 1, Fit.STRETCH, Colour.RGB, Layout.NCHW), dot));
    assertArrayEquals(
        new float[] {30, 20, 10}, values(input(1, 1, Fit.STRETCH, Colour.BGR, Layout.NHWC), dot));
    assertArrayEquals(
        new float[] {0.299f * 10 + 0.587f * 20 + 0.114f * 30},
        values(input(1, 1, Fit.STRETCH, Colour.GRAY, Layout.NCHW), dot),
        1e-5f);
  }

  @Test
  void planesOrPixelsInOrder() {
    Picture two = new Picture(2, 1);
    two.red()[1] = (byte) 255;
    two.blue()[0] = 7;
    assertArrayEquals(
        new float[] {0, 255, 0, 0, 7, 0},
        values(input(2, 1, Fit.STRETCH, Colour.RGB, Layout.NCHW), two));
    assertArrayEquals(
        new float[] {0, 0, 7, 255, 0, 0},
        values(input(2, 1, Fit.STRETCH, Colour.RGB, Layout.NHWC), two));
  }

  @Test
  void scaleMeanAndStdAreAppliedPerChannel() {
    Input.Image input =
        new Input.Image(
            "x",
            1,
            1,
            Fit.STRETCH,
            0,
            Colour.RGB,
            Layout.NCHW,
            new Decimal("0.1"),
            List.of(new Decimal("1"), new Decimal("2"), new Decimal("3")),
            List.of(new Decimal("2"), new Decimal("4"), new Decimal("5")));
    assertArrayEquals(
        new float[] {(10 * 0.1f - 1) / 2, (20 * 0.1f - 2) / 4, (30 * 0.1f - 3) / 5},
        values(input, filled(1, 1, 10, 20, 30)),
        1e-6f);
  }

  @Test
  void letterboxPadsAndMapsBack() {
    Input.Image input = input(4, 4, Fit.LETTERBOX, Colour.GRAY, Layout.NCHW);
    PictureTensor tensor = new PictureTensor(input);
    Placement placement = tensor.fill(filled(8, 4, 200, 200, 200));
    float[] values = new float[16];
    tensor.tensor().floats().get(values);
    float[] expected = new float[16];
    Arrays.fill(expected, 9);
    Arrays.fill(expected, 4, 12, 200);
    assertArrayEquals(expected, values, 1e-3f);
    assertEquals(0.5f, placement.pictureX(0.5f), 1e-6f);
    assertEquals(0f, placement.pictureY(0.25f), 1e-6f);
    assertEquals(1f, placement.pictureY(0.75f), 1e-6f);
    assertEquals(0f, placement.pictureY(0.1f), 1e-6f); // in the padding
  }

  @Test
  void cropTakesTheMiddleAndMapsBack() {
    Picture wide = filled(8, 2, 0, 0, 0);
    for (int y = 0; y < 2; y++) {
      Arrays.fill(wide.red(), y * 8 + 3, y * 8 + 5, (byte) 100);
    }
    Input.Image input = input(2, 2, Fit.CROP, Colour.RGB, Layout.NCHW);
    PictureTensor tensor = new PictureTensor(input);
    Placement placement = tensor.fill(wide);
    float[] red = new float[4];
    tensor.tensor().floats().get(red);
    assertArrayEquals(new float[] {100, 100, 100, 100}, red);
    assertEquals(3f / 8, placement.pictureX(0), 1e-6f);
    assertEquals(5f / 8, placement.pictureX(1), 1e-6f);
    assertEquals(1f, placement.pictureY(1), 1e-6f);
  }

  @Test
  void oneTensorServesPicturesOfManySizes() {
    Input.Image input = input(3, 5, Fit.LETTERBOX, Colour.RGB, Layout.NHWC);
    PictureTensor tensor = new PictureTensor(input);
    for (int size = 1; size < 40; size += 3) {
      Picture picture = filled(size, 41 - size, 50, 60, 70);
      assertEquals(size, tensor.fill(picture).pictureWidth());
      float[] again = new float[45];
      tensor.tensor().floats().get(again);
      assertArrayEquals(values(input, picture), again);
    }
  }

  private static float[] values(Input.Image input, Picture picture) {
    PictureTensor tensor = new PictureTensor(input);
    assertEquals(picture.width(), tensor.fill(picture).pictureWidth());
    float[] values = new float[tensor.tensor().floats().remaining()];
    tensor.tensor().floats().get(values);
    return values;
  }

  private static Input.Image input(int width, int height, Fit fit, Colour colour, Layout layout) {
    return new Input.Image(
        "x",
        width,
        height,
        fit,
        9,
        colour,
        layout,
        new Decimal("1"),
        List.of(new Decimal("0")),
        List.of(new Decimal("1")));
  }

  private static Picture filled(int width, int height, int red, int green, int blue) {
    Picture picture = new Picture(width, height);
    Arrays.fill(picture.red(), (byte) red);
    Arrays.fill(picture.green(), (byte) green);
    Arrays.fill(picture.blue(), (byte) blue);
    return picture;
  }
}
