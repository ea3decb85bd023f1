package io.skerry.packager.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.packager.OnnxBytes;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxReaderTest {
  @TempDir Path folder;

  @Test
  void readsTensorsOpsetAndProducer() throws Exception {
    OnnxModel model = read(OnnxBytes.flatten());
    assertEquals(
        List.of(new Tensors.Spec("x", ElementType.FLOAT32, List.of("batch", "1", "2", "2"))),
        model.inputs());
    assertEquals("test", model.producer());
    assertEquals(13, model.opsets().get(""));
  }

  @Test
  void leavesOutInputsThatInitialisersFill() throws Exception {
    OnnxBytes graph =
        OnnxBytes.flattenGraph("")
            .message(11, OnnxBytes.value("w", OnnxBytes.FLOAT, "1"))
            .message(5, new OnnxBytes().integer(2, 1).text(8, "w").bytes(9, new byte[4]));
    assertEquals(1, read(OnnxBytes.model(graph)).inputs().size());
  }

  @Test
  void namesUnknownDimensionsByTheirTensor() throws Exception {
    OnnxBytes graph =
        new OnnxBytes().message(12, OnnxBytes.value("y", OnnxBytes.FLOAT, "0", "3", "n"));
    assertEquals(
        List.of("y.0", "3", "n"), read(OnnxBytes.model(graph)).outputs().getFirst().shape());
  }

  @Test
  void findsForeignOperatorsAndWeightsInsideInnerGraphs() throws Exception {
    OnnxBytes inner =
        new OnnxBytes()
            .message(1, OnnxBytes.node("Evil", "com.example", "a", "b"))
            .message(5, OnnxBytes.external("/etc/passwd"));
    OnnxBytes node =
        OnnxBytes.node("If", "", "x", "y")
            .message(5, new OnnxBytes().text(1, "t").message(6, inner));
    OnnxModel model = read(OnnxBytes.model(OnnxBytes.flattenGraph("").message(1, node)));
    assertEquals(Set.of("com.example.Evil"), model.foreignOperators());
    assertEquals(Set.of("/etc/passwd"), model.externalData());
  }

  @Test
  void takesTheFilesOwnFunctionsForKnown() throws Exception {
    byte[] file =
        new OnnxBytes()
            .message(7, OnnxBytes.flattenGraph("my.domain"))
            .message(8, new OnnxBytes().integer(2, 13))
            .message(25, new OnnxBytes().text(1, "Flatten").text(10, "my.domain"))
            .toBytes();
    assertEquals(Set.of(), read(file).foreignOperators());
  }

  @Test
  void refusesEveryTruncation() {
    byte[] file = OnnxBytes.flatten();
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThrows(FormatException.class, () -> read(cut), "length " + length);
    }
  }

  @Test
  void survivesFlippedBytes() throws IOException {
    Random random = new Random(1);
    byte[] file = OnnxBytes.flatten();
    for (int i = 0; i < 1000; i++) {
      byte[] hostile = file.clone();
      hostile[random.nextInt(hostile.length)] = (byte) random.nextInt();
      try {
        read(hostile);
      } catch (FormatException expected) {
        assertTrue(expected.getMessage().contains("model.onnx"), expected.getMessage());
      }
    }
  }

  @Test
  void refusesDeepNesting() {
    OnnxBytes graph = new OnnxBytes();
    for (int depth = 0; depth < 1000; depth++) {
      graph =
          new OnnxBytes().message(1, new OnnxBytes().message(5, new OnnxBytes().message(6, graph)));
    }
    byte[] file = OnnxBytes.model(graph);
    FormatException e = assertThrows(FormatException.class, () -> read(file));
    assertTrue(e.getMessage().contains("nested"), e.getMessage());
  }

  @Test
  void refusesGroupsWrongWireTypesAndSecondGraphs() {
    byte[][] files = {
      {0x7b, 0x7b}, // groups
      new OnnxBytes().integer(7, 1).toBytes(),
      new OnnxBytes().message(7, new OnnxBytes()).message(7, new OnnxBytes()).toBytes(),
      {0x3a, -1, -1, -1, -1, 0x0f}, // a message of negative length
      "not a model".getBytes(java.nio.charset.StandardCharsets.US_ASCII)
    };
    for (byte[] file : files) {
      assertThrows(FormatException.class, () -> read(file));
    }
  }

  @Test
  void refusesTensorsWithoutShapeAndStrings() {
    OnnxBytes text = new OnnxBytes().message(12, OnnxBytes.value("y", 8, "1"));
    OnnxBytes shapeless =
        new OnnxBytes()
            .message(
                12,
                new OnnxBytes()
                    .text(1, "y")
                    .message(2, new OnnxBytes().message(1, new OnnxBytes().integer(1, 1))));
    for (OnnxBytes graph : List.of(text, shapeless)) {
      byte[] file = OnnxBytes.model(graph);
      assertThrows(FormatException.class, () -> read(file));
    }
  }

  private OnnxModel read(byte[] bytes) throws IOException, FormatException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, bytes);
    return OnnxReader.read(file);
  }
}
