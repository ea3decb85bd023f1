package io.skerry.protocol.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.topic.Topics;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkTest {
  @Test
  void hasItsNumberFirstInBigEndian() {
    byte[] message = new Chunk(0x01020304, ByteBuffer.wrap(new byte[] {5, 6})).toBytes();
    assertEquals("010203040506", HexFormat.of().formatHex(message));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, Chunk.SLICE_BYTES, Chunk.MAX_BYTES})
  void readsBackWhatItWrote(int length) throws FormatException {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    byte[] message = new Chunk(Integer.MAX_VALUE, ByteBuffer.wrap(content)).toBytes();
    Chunk chunk = Chunk.parse(message);
    assertEquals(Integer.MAX_VALUE, chunk.number());
    assertEquals(ByteBuffer.wrap(content), chunk.bytes());
    assertArrayEquals(message, chunk.toBytes());
  }

  @Test
  void leavesItsBytesInPlace() {
    Chunk chunk = new Chunk(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertArrayEquals(chunk.toBytes(), chunk.toBytes());
    assertEquals(3, chunk.bytes().remaining());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 4 + Chunk.MAX_BYTES + 1, Topics.MAX_PACKET_BYTES})
  void refusesOtherLengths(int length) {
    assertThrows(FormatException.class, () -> Chunk.parse(new byte[length]));
  }

  @Test
  void refusesNegativeNumbers() {
    byte[] message = HexFormat.of().parseHex("ffffffff00");
    assertThrows(FormatException.class, () -> Chunk.parse(message));
  }
}
