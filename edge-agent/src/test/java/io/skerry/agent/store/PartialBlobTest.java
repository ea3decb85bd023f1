package io.skerry.agent.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.store.PartialBlob.Outcome;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.manifest.Blob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartialBlobTest {
  @TempDir private Path folder;
  private BlobStore store;
  private final Chunked sample = Chunked.of(1, 20_000, 30_000, 10_000);

  /** Bytes, cut at these lengths. */
  record Chunked(List<Bytes> chunks, Bytes index, Blob blob) {
    static Chunked of(long seed, int... lengths) {
      Random random = new Random(seed);
      List<Bytes> chunks = new ArrayList<>();
      for (int length : lengths) {
        byte[] chunk = new byte[length];
        random.nextBytes(chunk);
        chunks.add(Bytes.of(chunk));
      }
      return of(chunks);
    }

    static Chunked of(List<Bytes> chunks) {
      ByteBuffer entries = ByteBuffer.allocate(chunks.size() * 36);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (Bytes chunk : chunks) {
        entries.putInt(chunk.length()).put(Sha256.of(chunk.toArray()).bytes());
        all.writeBytes(chunk.toArray());
      }
      byte[] index = entries.array();
      Blob.Index named = new Blob.Index(Sha256.of(index), index.length);
      Blob blob = new Blob(Sha256.of(all.toByteArray()), all.size(), Optional.of(named));
      return new Chunked(chunks, Bytes.of(index), blob);
    }

    ByteBuffer chunk(int number) {
      return ByteBuffer.wrap(chunks.get(number).toArray());
    }

    Layout layout() throws StoreException {
      return Layout.chunks(blob, index.toArray());
    }
  }

  @BeforeEach
  void open() throws IOException {
    store = BlobStore.open(folder.resolve("blobs"));
  }

  @Test
  void refusesAWrongChunkNamingExpectedAndActual() throws IOException {
    try (PartialBlob partial = store.begin(sample.blob(), sample.layout())) {
      byte[] wrong = new byte[20_000];
      Outcome.Wrong outcome =
          assertInstanceOf(Outcome.Wrong.class, partial.offer(0, ByteBuffer.wrap(wrong)));
      assertEquals(Sha256.of(wrong).hex(), outcome.actual());
      assertEquals("sha256 " + Sha256.of(sample.chunks().get(0).toArray()), outcome.expected());
      assertEquals(0, partial.present().cardinality());
    }
  }

  @Test
  void goesOnAfterAKillWithWhatIsReallyThere() throws IOException {
    try (PartialBlob partial = store.begin(sample.blob(), sample.layout())) {
      partial.offer(0, sample.chunk(0));
      partial.offer(2, sample.chunk(2));
    }
    try (PartialBlob partial = store.begin(sample.blob(), sample.layout())) {
      assertEquals("{0, 2}", partial.present().toString());
      assertInstanceOf(Outcome.Repeated.class, partial.offer(0, sample.chunk(0)));
      partial.offer(1, sample.chunk(1));
      partial.finish();
    }
    assertTrue(store.verify(sample.blob()));
  }

  @Test
  void doesNotTrustDamagedChunksOfAnEarlierProcess() throws IOException {
    try (PartialBlob partial = store.begin(sample.blob(), sample.layout())) {
      partial.offer(0, sample.chunk(0));
      partial.offer(1, sample.chunk(1));
    }
    Path part = folder.resolve("blobs").resolve(sample.blob().sha256().hex() + ".part");
    byte[] bytes = Files.readAllBytes(part);
    bytes[5] ^= 1;
    Files.write(part, bytes);
    try (PartialBlob partial = store.begin(sample.blob(), sample.layout())) {
      assertEquals("{1}", partial.present().toString());
    }
  }

  @Test
  void neverNamesABlobWhoseBytesAreOthers() throws IOException {
    byte[] bytes = new byte[100];
    Blob blob = new Blob(Sha256.of(new byte[] {1}), 100, Optional.empty());
    try (PartialBlob partial = store.begin(blob, Layout.slices(100))) {
      partial.offer(0, ByteBuffer.wrap(bytes));
      assertThrows(StoreException.class, partial::finish);
    }
    assertFalse(store.has(blob.sha256()));
  }

  @Test
  void takesSharedChunksFromOtherBlobs() throws IOException {
    write(sample);
    Chunked fresh = Chunked.of(2, 5_000, 6_000);
    Chunked next =
        Chunked.of(List.of(fresh.chunks().get(0), sample.chunks().get(1), sample.chunks().get(2)));
    try (PartialBlob partial = store.begin(next.blob(), next.layout())) {
      assertEquals(2, new Donors(store).fill(partial, List.of(sample.blob())));
      assertEquals("{1, 2}", partial.present().toString());
      partial.offer(0, fresh.chunk(0));
      partial.finish();
    }
    assertTrue(store.verify(next.blob()));
  }

  @Test
  void deletesADamagedBlobWhenItIsVerified() throws IOException {
    write(sample);
    Path file = store.path(sample.blob().sha256());
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);
    assertFalse(store.verify(sample.blob()));
    assertFalse(Files.exists(file));
  }

  @Test
  void keepsOnlyWhatIsNamed() throws IOException {
    write(sample);
    assertEquals(1, store.keepOnly(Set.of(sample.blob().sha256())));
    assertTrue(store.has(sample.blob().sha256()));
    assertEquals(1, store.keepOnly(Set.of()));
  }

  @Test
  void cutsSlicesOf64KiB() {
    Layout layout = Layout.slices(64 * 1024 * 2 + 1);
    assertEquals(3, layout.count());
    assertEquals(1, layout.length(2));
    assertEquals(0, Layout.slices(0).count());
  }

  @Test
  void refusesAnIndexThatDoesNotAddUp() {
    byte[] index = sample.index().toArray();
    index[3] ^= 1;
    assertThrows(StoreException.class, () -> Layout.chunks(sample.blob(), index));
  }

  @Test
  void replacesAFileAsAWhole() throws IOException {
    Path file = folder.resolve("f");
    Durable.write(file, new byte[] {1});
    Durable.write(file, new byte[] {2, 3});
    assertArrayEquals(new byte[] {2, 3}, Files.readAllBytes(file));
    assertEquals("rw-------", perms(file));
  }

  private static String perms(Path file) throws IOException {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file));
  }

  private void write(Chunked content) throws IOException {
    Blob.Index index = content.blob().index().orElseThrow();
    Blob indexBlob = new Blob(index.sha256(), index.length(), Optional.empty());
    try (PartialBlob partial = store.begin(indexBlob, Layout.slices(index.length()))) {
      partial.offer(0, ByteBuffer.wrap(content.index().toArray()));
      partial.finish();
    }
    try (PartialBlob partial = store.begin(content.blob(), content.layout())) {
      for (int i = 0; i < content.chunks().size(); i++) {
        partial.offer(i, content.chunk(i));
      }
      partial.finish();
    }
  }
}
