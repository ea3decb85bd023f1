package io.skerry.agent.store;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.message.Chunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.List;

/**
 * A blob under way. Which pieces are here is a bitmap that is made anew from the bytes on disk when
 * an earlier process left some, so that neither a kill nor a power cut can make it lie. Confined to
 * one thread; {@link #finish} or {@link #close} ends it.
 */
public final class PartialBlob implements AutoCloseable {
  /** Linux's words, which are all that Java tells. */
  private static final List<String> FULL = List.of("No space left", "quota exceeded");

  private final Path file;
  private final Path whole;
  private final Blob blob;
  private final Layout layout;
  private final FileChannel channel;
  private final BitSet present = new BitSet();

  private PartialBlob(Path file, Path whole, Blob blob, Layout layout) throws IOException {
    this.file = file;
    this.whole = whole;
    this.blob = blob;
    this.layout = layout;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  static PartialBlob open(Path file, Path whole, Blob blob, Layout layout) throws IOException {
    boolean resumed = Files.exists(file);
    PartialBlob partial = new PartialBlob(file, whole, blob, layout);
    try {
      if (resumed && layout.indexed()) {
        partial.recount();
      } else {
        partial.channel.truncate(0);
      }
      return partial;
    } catch (IOException e) {
      partial.close();
      throw e;
    }
  }

  /** The pieces that are here. */
  public BitSet present() {
    return (BitSet) present.clone();
  }

  /** How the blob is cut. */
  public Layout layout() {
    return layout;
  }

  /** Whether every piece is here. */
  public boolean complete() {
    return present.cardinality() == layout.count();
  }

  /** What came of a piece. */
  public sealed interface Outcome {
    /** It was new and is stored. */
    record Stored() implements Outcome {}

    /** It was here before. */
    record Repeated() implements Outcome {}

    /** It is not the piece that it claims to be. */
    record Wrong(String expected, String actual) implements Outcome {}
  }

  /**
   * Offers a piece; what doesn't match is not stored.
   *
   * @throws StoreException if the disk is full
   */
  public Outcome offer(int number, ByteBuffer bytes) throws IOException {
    if (number < 0 || number >= layout.count()) {
      return new Outcome.Wrong("a number below " + layout.count(), String.valueOf(number));
    }
    if (present.get(number)) {
      return new Outcome.Repeated();
    }
    if (bytes.remaining() != layout.length(number)) {
      return new Outcome.Wrong(layout.length(number) + " bytes", bytes.remaining() + " bytes");
    }
    if (layout.indexed()) {
      Sha256 expected = layout.digest(number).orElseThrow();
      Sha256 actual = digest(bytes.duplicate());
      if (!actual.equals(expected)) {
        return new Outcome.Wrong("sha256 " + expected, actual.hex());
      }
    }
    writeAt(layout.offset(number), bytes.duplicate());
    present.set(number);
    return new Outcome.Stored();
  }

  /**
   * Makes the whole blob last under its own name, if its bytes are right; otherwise forgets them.
   *
   * @throws StoreException naming expected and actual SHA-256
   */
  public void finish() throws IOException {
    if (!complete()) {
      throw new IllegalStateException("pieces are missing");
    }
    channel.force(true);
    channel.close();
    Sha256 actual = BlobStore.digest(file);
    if (!actual.equals(blob.sha256())) {
      Durable.delete(file);
      throw new StoreException("blob: expected sha256 " + blob.sha256() + ", got " + actual);
    }
    Durable.rename(file, whole);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void recount() throws IOException {
    long stored = channel.size();
    ByteBuffer buffer = ByteBuffer.allocate(Chunk.MAX_BYTES);
    for (int i = 0; i < layout.count(); i++) {
      if (layout.offset(i) + layout.length(i) <= stored) {
        buffer.clear().limit(layout.length(i));
        readAt(layout.offset(i), buffer);
        if (digest(buffer.flip()).equals(layout.digest(i).orElseThrow())) {
          present.set(i);
        }
      }
    }
  }

  private void readAt(long offset, ByteBuffer buffer) throws IOException {
    long at = offset;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new StoreException(file + ": ends before byte " + (at + buffer.remaining()));
      }
      at += read;
    }
  }

  private void writeAt(long offset, ByteBuffer bytes) throws IOException {
    long at = offset;
    try {
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (FULL.stream().anyMatch(message::contains)) {
        throw new StoreException(
            "blob " + blob.sha256() + ": expected room for all of it, got: " + message);
      }
      throw e;
    }
  }

  private static Sha256 digest(ByteBuffer bytes) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(bytes);
    return Sha256.ofDigest(digest.digest());
  }
}
