package io.skerry.protocol.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NpyArrayTest {
  @Test
  void readsWhatItWroteForEveryTypeAndRank() throws FormatException {
    Random random = new Random(1);
    for (ElementType type : ElementType.values()) {
      if (type.numpy().isEmpty()) {
        assertThrows(IllegalArgumentException.class, () -> NpyArray.zeros(type, new long[0]));
        continue;
      }
      for (int rank = 0; rank <= NpyArray.MAX_DIMENSIONS; rank++) {
        long[] shape = random.longs(rank, 1, 4).toArray();
        NpyArray array = NpyArray.filled(type, shape, new Decimal("1"));
        NpyArray again = NpyArray.parse(array.toBytes());
        assertEquals(array.toString(), again.toString());
        assertArrayEquals(array.toBytes(), again.toBytes());
        assertEquals(0, again.toBytes().length - again.data().remaining() & 63);
      }
    }
  }

  @Test
  void refusesCutFiles() {
    byte[] file = NpyArray.zeros(ElementType.FLOAT32, new long[] {2, 3}).toBytes();
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThrows(FormatException.class, () -> NpyArray.parse(cut), "length " + length);
    }
    assertThrows(FormatException.class, () -> NpyArray.parse(Arrays.copyOf(file, 200)));
  }

  @Test
  void refusesOrSurvivesFlippedBytes() {
    byte[] file = NpyArray.zeros(ElementType.BOOL, new long[] {2, 3}).toBytes();
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      byte[] hostile = file.clone();
      for (int flips = 0; flips <= i % 3; flips++) {
        hostile[random.nextInt(hostile.length)] = (byte) random.nextInt();
      }
      try {
        NpyArray.parse(hostile);
      } catch (FormatException expected) {
        assertTrue(expected.getMessage().startsWith("array"), expected.getMessage());
      }
    }
  }

  @Test
  void refusesShapesThatOverflow() {
    for (String shape :
        List.of(
            "999999999, 999999999", "16777217,", "1, 1, 1, 1, 1, 1, 1, 1, 1", "-1,", "3", "٣,")) {
      assertThrows(FormatException.class, () -> NpyArray.parse(header("<f4", "False", shape)));
    }
  }

  @Test
  void refusesObjectsBigEndianAndFortranOrder() {
    for (String descr : List.of("|O", ">f4", "=f4", "<c8", "<U4")) {
      assertThrows(FormatException.class, () -> NpyArray.parse(header(descr, "False", "0,")));
    }
    assertThrows(FormatException.class, () -> NpyArray.parse(header("<f4", "True", "0,")));
  }

  @Test
  void fillsOnlyWhatTheTypeHolds() {
    Decimal rate = new Decimal("16000");
    NpyArray array = NpyArray.filled(ElementType.INT64, new long[0], rate);
    assertEquals(16_000, array.data().getLong());
    assertThrows(
        IllegalArgumentException.class,
        () -> NpyArray.filled(ElementType.UINT8, new long[0], rate));
    assertThrows(
        IllegalArgumentException.class,
        () -> NpyArray.filled(ElementType.INT32, new long[0], new Decimal("0.5")));
  }

  @Test
  void namesTheTensorThatItDoesNotFit() {
    Tensors.Spec spec = new Tensors.Spec("image", ElementType.FLOAT32, List.of("batch", "3"));
    assertTrue(NpyArray.zeros(ElementType.FLOAT32, new long[] {7, 3}).refusal(spec).isEmpty());
    assertEquals(
        "tensor image: expected float32 [batch, 3], got float32 [7, 4]",
        NpyArray.zeros(ElementType.FLOAT32, new long[] {7, 4}).refusal(spec).orElseThrow());
    assertTrue(NpyArray.zeros(ElementType.FLOAT64, new long[] {7, 3}).refusal(spec).isPresent());
  }

  private static byte[] header(String descr, String fortran, String shape) {
    String text =
        "{'descr': '"
            + descr
            + "', 'fortran_order': "
            + fortran
            + ", 'shape': ("
            + shape
            + "), }\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(10 + bytes.length);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    return file.put((byte) bytes.length).put((byte) 0).put(bytes).array();
  }
}
