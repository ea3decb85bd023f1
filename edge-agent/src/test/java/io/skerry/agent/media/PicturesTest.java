package io.skerry.agent.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.media.MediaException.Fault;
import io.skerry.agent.model.Examples;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** JPEG and PNG, whole and hostile; the JDK's own decoder is the witness. */
final class PicturesTest {
  @Test
  void pngIsExact() throws Exception {
    BufferedImage drawn = noise(BufferedImage.TYPE_INT_RGB);
    assertEquals(0, largestDifference(drawn, Pictures.decode(encode(drawn, "png"))));
  }

  @Test
  void greyAndTransparentPngAreRead() throws Exception {
    BufferedImage grey = noise(BufferedImage.TYPE_BYTE_GRAY);
    byte[] bytes = encode(grey, "png");
    Picture picture = Pictures.decode(bytes);
    for (int i = 0; i < picture.width() * picture.height(); i++) {
      int expected = grey.getRaster().getSample(i % picture.width(), i / picture.width(), 0);
      assertEquals(expected, picture.red()[i] & 0xff);
      assertEquals(expected, picture.blue()[i] & 0xff);
    }
    assertEquals(37, Pictures.decode(encode(noise(BufferedImage.TYPE_INT_ARGB), "png")).width());
  }

  @Test
  void jpegIsAsTheJdkReadsIt() throws Exception {
    byte[] cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    BufferedImage witness = ImageIO.read(new ByteArrayInputStream(cat));
    Picture picture = Pictures.decode(cat);
    assertEquals(witness.getWidth(), picture.width());
    double mean = meanDifference(witness, picture);
    assertTrue(mean < 1.5, "mean difference " + mean);
  }

  @Test
  void everyTruncatedPictureIsRefused() throws Exception {
    byte[] cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    byte[] png = encode(noise(BufferedImage.TYPE_INT_RGB), "png");
    for (byte[] whole : new byte[][] {cat, png}) {
      for (int length = 0; length < whole.length - 16; length += Math.max(1, whole.length / 64)) {
        byte[] part = Arrays.copyOf(whole, length);
        MediaException e =
            assertThrows(MediaException.class, () -> Pictures.decode(part), "" + length);
        assertTrue(e.fault() == Fault.BROKEN || e.fault() == Fault.UNSUPPORTED, e.toString());
      }
    }
  }

  @Test
  void flippedBytesNeverDoMoreThanFail() throws Exception {
    Random random = new Random(7);
    byte[] cat = Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg"));
    byte[] png = encode(noise(BufferedImage.TYPE_INT_RGB), "png");
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] hostile = (i % 2 == 0 ? cat : png).clone();
      for (int k = 0; k < 1 + i % 8; k++) {
        hostile[random.nextInt(hostile.length)] = (byte) random.nextInt();
      }
      try {
        assertTrue(Pictures.decode(hostile).width() > 0);
      } catch (MediaException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, "refused " + refused);
  }

  @Test
  void pixelsAreCheckedBeforeAnythingIsDecoded() throws Exception {
    byte[] png = encode(noise(BufferedImage.TYPE_INT_RGB), "png");
    ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
    assertEquals(Fault.TOO_LARGE, refusal(png));
    ByteBuffer.wrap(png).putInt(16, -1);
    assertEquals(Fault.BROKEN, refusal(png));
    assertEquals(Fault.TOO_LARGE, refusal(new byte[Pictures.MAX_BYTES + 1]));
    assertEquals(Fault.UNSUPPORTED, refusal("GIF89a".getBytes(StandardCharsets.US_ASCII)));
    assertEquals(Fault.UNSUPPORTED, refusal(new byte[0]));
  }

  private static Fault refusal(byte[] bytes) {
    return assertThrows(MediaException.class, () -> Pictures.decode(bytes)).fault();
  }

  private static BufferedImage noise(int type) {
    BufferedImage image = new BufferedImage(37, 23, type);
    Random random = new Random(1);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    return image;
  }

  private static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out));
    return out.toByteArray();
  }

  private static int largestDifference(BufferedImage witness, Picture picture) {
    int largest = 0;
    for (int i = 0; i < picture.width() * picture.height(); i++) {
      largest = Math.max(largest, difference(witness, picture, i));
    }
    return largest;
  }

  private static double meanDifference(BufferedImage witness, Picture picture) {
    int pixels = picture.width() * picture.height();
    double sum = 0;
    for (int i = 0; i < pixels; i++) {
      sum += difference(witness, picture, i);
    }
    return sum / pixels;
  }

  private static int difference(BufferedImage witness, Picture picture, int i) {
    int rgb = witness.getRGB(i % picture.width(), i / picture.width());
    int red = Math.abs((rgb >> 16 & 0xff) - (picture.red()[i] & 0xff));
    int green = Math.abs((rgb >> 8 & 0xff) - (picture.green()[i] & 0xff));
    int blue = Math.abs((rgb & 0xff) - (picture.blue()[i] & 0xff));
    return Math.max(red, Math.max(green, blue));
  }
}
