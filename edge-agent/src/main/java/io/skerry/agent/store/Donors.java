package io.skerry.agent.store;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds chunks of a blob inside other blobs on this device, through their indexes. */
public final class Donors {
  private static final int MAX_INDEX_BYTES = 8 << 20;
  private final BlobStore store;

  public Donors(BlobStore store) {
    this.store = store;
  }

  /**
   * Fills a blob under way with the chunks that these blobs share with it; what doesn't match is
   * left out.
   *
   * @return how many chunks were found
   */
  public int fill(PartialBlob partial, List<Blob> donors) throws IOException {
    if (!partial.layout().indexed()) {
      return 0;
    }
    int found = 0;
    for (Blob donor : donors) {
      Optional<Layout> layout = partial.complete() ? Optional.empty() : layoutOf(donor);
      if (layout.isPresent()) {
        found += copy(partial, donor, layout.get());
      }
    }
    return found;
  }

  private Optional<Layout> layoutOf(Blob donor) throws IOException {
    if (donor.index().isEmpty() || !store.has(donor.sha256())) {
      return Optional.empty();
    }
    Blob.Index index = donor.index().get();
    Optional<byte[]> bytes =
        store.read(new Blob(index.sha256(), index.length(), Optional.empty()), MAX_INDEX_BYTES);
    return bytes.isPresent() ? Optional.of(Layout.chunks(donor, bytes.get())) : Optional.empty();
  }

  private int copy(PartialBlob partial, Blob donor, Layout from) throws IOException {
    Map<Sha256, Integer> known = new HashMap<>();
    for (int i = 0; i < from.count(); i++) {
      known.put(from.digest(i).orElseThrow(), i);
    }
    int found = 0;
    BitSet present = partial.present();
    try (FileChannel channel =
        FileChannel.open(store.path(donor.sha256()), StandardOpenOption.READ)) {
      for (int i = present.nextClearBit(0); i < partial.layout().count(); ) {
        Integer there = known.get(partial.layout().digest(i).orElseThrow());
        if (there != null && give(partial, i, channel, from, there)) {
          found++;
        }
        i = present.nextClearBit(i + 1);
      }
    }
    return found;
  }

  private static boolean give(
      PartialBlob partial, int number, FileChannel channel, Layout from, int there)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(from.length(there));
    long at = from.offset(there);
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, at);
      if (read < 0) {
        return false;
      }
      at += read;
    }
    return partial.offer(number, bytes.flip()) instanceof PartialBlob.Outcome.Stored;
  }
}
