package io.skerry.protocol.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ChunkerTest {
  private static final int BLOB_BYTES = 8 << 20;

  @Test
  void chunksPutTogetherAreTheBlob() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      byte[] blob = random(seed, new Random(seed).nextInt(1 << 21) + 1);
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      Chunker.split(dripping(blob, seed), joined::write);
      assertArrayEquals(blob, joined.toByteArray(), "seed " + seed);
    }
  }

  @Test
  void cutsWithinLimitsAndAround64KiB() throws IOException {
    ChunkIndex index = index(random(1, BLOB_BYTES));
    for (int i = 0; i < index.size(); i++) {
      assertTrue(index.length(i) <= Chunker.MAX_BYTES);
      assertTrue(index.length(i) >= Chunker.MIN_BYTES || i == index.size() - 1);
    }
    int average = BLOB_BYTES / index.size();
    assertTrue(average > 48 << 10 && average < 88 << 10, "average " + average);
  }

  @Test
  void cutsZerosAtTheLongestLength() throws IOException {
    ChunkIndex index = index(new byte[3 * Chunker.MAX_BYTES + 1]);
    assertEquals(4, index.size());
    assertEquals(1, index.length(3));
  }

  @Test
  void keepsTheChunksAwayFromAnInsertedByte() throws IOException {
    byte[] blob = random(2, BLOB_BYTES);
    byte[] longer = new byte[blob.length + 1];
    System.arraycopy(blob, 0, longer, 0, 1000);
    System.arraycopy(blob, 1000, longer, 1001, blob.length - 1000);
    Set<Sha256> before = digests(index(blob));
    Set<Sha256> after = digests(index(longer));
    after.removeAll(before);
    assertTrue(after.size() <= 2, after.size() + " new chunks");
  }

  @Test
  void theBoundariesOfThisFormatNeverMove() throws IOException {
    byte[] blob = random(5, 1 << 20); // java.util.Random is specified to the bit
    assertEquals(GOLDEN, Sha256.of(index(blob).toBytes()).hex());
  }

  @Test
  void writesTheIndexThatItRead() throws IOException, FormatException {
    byte[] blob = random(3, 1 << 20);
    ChunkIndex index = ChunkIndex.parse(index(blob).toBytes(), blob.length);
    assertEquals(blob.length, index.blobBytes());
    for (int i = 0; i < index.size(); i++) {
      ByteBuffer chunk = ByteBuffer.wrap(blob, (int) index.offset(i), index.length(i));
      assertTrue(index.matches(i, chunk));
      assertEquals(i == index.size() - 1, index.offset(i) + index.length(i) == blob.length);
      chunk.put(chunk.position(), (byte) (chunk.get(chunk.position()) + 1));
      assertTrue(!index.matches(i, chunk));
    }
  }

  @Test
  void refusesAnIndexThatDoesNotAddUp() throws IOException {
    byte[] bytes = index(random(4, 1 << 20)).toBytes();
    assertThrows(FormatException.class, () -> ChunkIndex.parse(bytes, (1 << 20) - 1));
    assertThrows(FormatException.class, () -> ChunkIndex.parse(new byte[35], 1));
    assertThrows(FormatException.class, () -> ChunkIndex.parse(new byte[0], 0));
  }

  @Test
  void refusesEntriesOfHostileLength() {
    for (int length : new int[] {0, -1, Integer.MIN_VALUE, Chunker.MAX_BYTES + 1}) {
      byte[] entry = ByteBuffer.allocate(36).putInt(length).array();
      assertThrows(FormatException.class, () -> ChunkIndex.parse(entry, length));
    }
  }

  private static final String GOLDEN =
      "9d741abc3e2e224beaf52e98036f85b6f57ed015413aa0e66cb9b24847d5bb5c";

  private static ChunkIndex index(byte[] blob) throws IOException {
    return Chunker.index(new ByteArrayInputStream(blob));
  }

  private static Set<Sha256> digests(ChunkIndex index) {
    Set<Sha256> digests = new HashSet<>();
    for (int i = 0; i < index.size(); i++) {
      digests.add(index.digest(i));
    }
    return digests;
  }

  private static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A stream that gives a few bytes at a time, as sockets do. */
  private static InputStream dripping(byte[] bytes, int seed) {
    Random random = new Random(seed);
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return super.read(into, from, Math.min(length, 1 + random.nextInt(9000)));
      }
    };
  }
}
