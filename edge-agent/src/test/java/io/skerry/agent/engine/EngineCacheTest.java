package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.gpu.Gpu;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.TensorRt.Precision;
import io.skerry.protocol.manifest.TensorRt.Range;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Under which keys engines are kept, and what becomes of the files. */
final class EngineCacheTest {
  private static final Sha256 MODEL = Sha256.of(new byte[] {1});
  private static final Gpu GPU = new Gpu(0, "GPU-1", "NVIDIA H100", "9.0");
  private static final Map<String, Range> SHAPES =
      Map.of(
          "mask", new Range(List.of(1, 1), List.of(1, 32), List.of(8, 256)),
          "ids", new Range(List.of(1, 1), List.of(1, 32), List.of(8, 256)));

  @TempDir private Path temp;
  private Instant now = Instant.ofEpochSecond(1_000_000);

  @Test
  void theKeyNamesAllOnWhichAnEngineDepends() {
    CacheKey key = key(MODEL, "TensorRT 10.15.1.29", GPU, SHAPES, Precision.FP16);
    assertEquals(
        """
        model 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a
        runtime TensorRT 10.15.1.29
        gpu NVIDIA H100 9.0
        precision FP16
        shape 3 ids [1, 1][1, 32][8, 256]
        shape 4 mask [1, 1][1, 32][8, 256]
        """,
        key.text());
    assertEquals("timings\nruntime TensorRT 10.15.1.29\ngpu NVIDIA H100 9.0\n", key.timingText());
    assertEquals("31e2c45820f28fc0152534eef16e5d9b2a4237ad", CacheKey.fileName(key.text()));
  }

  @Test
  void anotherPartIsAnotherKey() {
    CacheKey key = key(MODEL, "10.15", GPU, SHAPES, Precision.FP16);
    Map<String, Range> wider =
        Map.of("ids", new Range(List.of(1, 1), List.of(1, 32), List.of(8, 257)));
    for (CacheKey other :
        List.of(
            key(Sha256.of(new byte[] {2}), "10.15", GPU, SHAPES, Precision.FP16),
            key(MODEL, "10.14", GPU, SHAPES, Precision.FP16),
            key(MODEL, "10.15", new Gpu(0, "GPU-1", "Orin", "8.7"), SHAPES, Precision.FP16),
            key(MODEL, "10.15", GPU, wider, Precision.FP16),
            key(MODEL, "10.15", GPU, SHAPES, Precision.FP32))) {
      assertNotEquals(key.text(), other.text());
    }
    Gpu twin = new Gpu(1, "GPU-2", "NVIDIA H100", "9.0");
    assertEquals(key.text(), key(MODEL, "10.15", twin, SHAPES, Precision.FP16).text());
  }

  @Test
  void whatIsKeptComesBack() throws Exception {
    EngineCache cache = cache(1 << 20);
    byte[] bytes = noise(100_000);
    assertEquals(Optional.empty(), found(cache, "a"));
    cache.put("a", MemorySegment.ofArray(bytes));
    assertArrayEquals(bytes, found(cache, "a").orElseThrow());
    cache.put("a", MemorySegment.ofArray(noise(5)));
    assertArrayEquals(noise(5), found(cache(1 << 20), "a").orElseThrow());
    cache.drop("a");
    assertEquals(Optional.empty(), found(cache, "a"));
  }

  @Test
  void damagedFilesAreDeletedAndCountAsAbsent() throws Exception {
    EngineCache cache = cache(1 << 20);
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      cache.put("a", MemorySegment.ofArray(noise(1000)));
      Path file = files().getFirst();
      byte[] whole = Files.readAllBytes(file);
      // The padding of the header, bytes 40 to 63, says nothing.
      int at = random.nextBoolean() ? random.nextInt(40) : 64 + random.nextInt(1000);
      whole[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(1064)) : whole);
      assertEquals(Optional.empty(), found(cache, "a"), "round " + i + ", byte " + at);
      assertEquals(List.of(), files());
    }
  }

  @Test
  void whatWasNotUsedForLongestGoesFirst() throws Exception {
    EngineCache cache = cache(3300); // three of 1,064 bytes
    for (String key : List.of("a", "b", "c")) {
      cache.put(key, MemorySegment.ofArray(noise(1000)));
      now = now.plusSeconds(60);
    }
    assertTrue(found(cache, "a").isPresent()); // used again
    now = now.plusSeconds(60);
    cache.put("d", MemorySegment.ofArray(noise(1000)));
    assertTrue(found(cache, "a").isPresent());
    assertFalse(found(cache, "b").isPresent());
    assertTrue(found(cache, "c").isPresent() && found(cache, "d").isPresent());
    cache.put("huge", MemorySegment.ofArray(noise(3300)));
    assertFalse(found(cache, "huge").isPresent());
    assertTrue(found(cache, "d").isPresent());
  }

  @Test
  void halvesThatAPowerCutLeftAreNeverReadAndGo() throws Exception {
    EngineCache cache = cache(1 << 20);
    Files.createDirectories(temp.resolve("engines"));
    Path half = temp.resolve("engines").resolve(CacheKey.fileName("a") + ".new");
    Files.write(half, noise(100));
    assertEquals(Optional.empty(), found(cache, "a"));
    cache.put("b", MemorySegment.ofArray(noise(10)));
    assertFalse(Files.exists(half));
    assertEquals(1, files().size());
  }

  @Test
  void aFolderThatCantBeMadeIsAFaultOfTheDisk() throws Exception {
    Files.write(temp.resolve("engines"), new byte[0]);
    assertThrows(
        IOException.class, () -> cache(1 << 20).put("a", MemorySegment.ofArray(noise(10))));
  }

  private EngineCache cache(long maxBytes) {
    return new EngineCache(temp.resolve("engines"), maxBytes, () -> now);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("engines"))) {
      return files.toList();
    }
  }

  private static Optional<byte[]> found(EngineCache cache, String key) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return cache.find(key, arena).map(bytes -> bytes.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private static byte[] noise(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static CacheKey key(
      Sha256 model, String runtime, Gpu gpu, Map<String, Range> shapes, Precision precision) {
    return new CacheKey(model, runtime, gpu, shapes, precision);
  }
}
