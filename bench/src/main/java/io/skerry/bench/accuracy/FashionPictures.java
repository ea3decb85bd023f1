package io.skerry.bench.accuracy;

import io.skerry.bench.client.AgentClient;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;

/** Fashion-MNIST's 10,000 test pictures (IDX files), sent as PNG, which loses nothing. */
record FashionPictures(AgentClient agent) {
  private static final String MODEL = "vision/fashion-classifier";
  private static final int SIDE = 28;

  Score measure(Path folder) throws IOException {
    try (DataInputStream pictures = open(folder.resolve("t10k-images-idx3-ubyte.gz"));
        DataInputStream labels = open(folder.resolve("t10k-labels-idx1-ubyte.gz"))) {
      pictures.skipNBytes(4);
      int count = pictures.readInt();
      pictures.skipNBytes(8);
      labels.skipNBytes(8);
      Score score = new Score(0, 0);
      byte[] pixels = new byte[SIDE * SIDE];
      for (int i = 0; i < count; i++) {
        pictures.readFully(pixels);
        int expected = labels.readUnsignedByte();
        var answer = agent.predict(MODEL, "image", "picture.png", png(pixels));
        score = score.plus(answer.path("class_id").asInt(-1) == expected);
      }
      return score;
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16));
  }

  private static byte[] png(byte[] pixels) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
