package io.skerry.agent.engine;

import io.skerry.protocol.id.Sha256;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finished engines and timings as files, which hold either all of one or nothing after a power cut.
 * A file is a mark of 8 bytes, the SHA-256 of the rest, zeros up to 64 bytes, and the rest. What is
 * damaged is deleted and counts as absent. When the files grow over the limit those go that were
 * not used for longest. Thread-safe.
 */
final class EngineCache {
  private static final byte[] MARK = "SKERRYE1".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST_BYTES = 32;
  private static final int HEADER_BYTES = 64;
  private static final int SLICE_BYTES = 64 << 20;
  private static final String SUFFIX = ".engine";
  private static final String TEMPORARY = ".new";

  private final Path folder;
  private final long maxBytes;
  private final InstantSource clock;

  /**
   * Makes nothing yet.
   *
   * @param maxBytes of all files together
   */
  EngineCache(Path folder, long maxBytes, InstantSource clock) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  /** What was kept under a key, mapped for as long as the arena lives. */
  synchronized Optional<MemorySegment> find(String key, Arena arena) throws IOException {
    Path file = file(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    MemorySegment whole;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      whole = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }
    if (!sound(whole)) {
      Files.deleteIfExists(file);
      return Optional.empty();
    }
    Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    return Optional.of(whole.asSlice(HEADER_BYTES));
  }

  private static boolean sound(MemorySegment whole) {
    if (whole.byteSize() < HEADER_BYTES) {
      return false;
    }
    byte[] mark = whole.asSlice(0, MARK.length).toArray(ValueLayout.JAVA_BYTE);
    byte[] digest = whole.asSlice(MARK.length, DIGEST_BYTES).toArray(ValueLayout.JAVA_BYTE);
    return Arrays.equals(mark, MARK) && Arrays.equals(digest, digest(whole.asSlice(HEADER_BYTES)));
  }

  /**
   * Keeps bytes under a key, in place of what was there; more than the whole limit is not kept.
   *
   * @throws IOException if the disk is full or can't be written to; what was there stays
   */
  synchronized void put(String key, MemorySegment bytes) throws IOException {
    if (bytes.byteSize() + HEADER_BYTES > maxBytes) {
      return;
    }
    Files.createDirectories(folder);
    makeRoom(file(key), bytes.byteSize() + HEADER_BYTES);
    Path temporary = folder.resolve(CacheKey.fileName(key) + TEMPORARY);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(channel, header(bytes));
      for (MemorySegment slice : slices(bytes)) {
        write(channel, slice.asByteBuffer());
      }
      channel.force(true);
    }
    Files.setLastModifiedTime(temporary, FileTime.from(clock.instant()));
    Files.move(
        temporary, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /** Forgets what was kept under a key. */
  synchronized void drop(String key) throws IOException {
    Files.deleteIfExists(file(key));
  }

  /** A folder for one key's files, for a library that keeps them itself. */
  synchronized Path folder(String key) throws IOException {
    return Files.createDirectories(folder.resolve(CacheKey.fileName(key)));
  }

  private Path file(String key) {
    return folder.resolve(CacheKey.fileName(key) + SUFFIX);
  }

  private static ByteBuffer header(MemorySegment bytes) {
    return ByteBuffer.allocate(HEADER_BYTES).put(MARK).put(digest(bytes)).clear();
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static byte[] digest(MemorySegment bytes) {
    MessageDigest digest = Sha256.newDigest();
    slices(bytes).forEach(slice -> digest.update(slice.asByteBuffer()));
    return digest.digest();
  }

  private static List<MemorySegment> slices(MemorySegment bytes) {
    List<MemorySegment> slices = new ArrayList<>();
    for (long at = 0; at < bytes.byteSize(); at += SLICE_BYTES) {
      slices.add(bytes.asSlice(at, Math.min(SLICE_BYTES, bytes.byteSize() - at)));
    }
    return slices;
  }

  /** Deletes halves that a power cut left, and the oldest until {@code needed} more bytes fit. */
  private void makeRoom(Path replaced, long needed) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (file.toString().endsWith(TEMPORARY)) {
          Files.deleteIfExists(file);
        } else if (file.toString().endsWith(SUFFIX) && !file.equals(replaced)) {
          entries.add(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::used));
    long held = entries.stream().mapToLong(Entry::bytes).sum();
    for (Entry entry : entries) {
      if (held + needed <= maxBytes) {
        return;
      }
      Files.deleteIfExists(entry.file());
      held -= entry.bytes();
    }
  }

  private record Entry(Path file, long bytes, FileTime used) {}
}
