package io.skerry.agent.fetch;

import io.skerry.agent.store.BlobStore;
import io.skerry.agent.store.Donors;
import io.skerry.agent.store.Layout;
import io.skerry.agent.store.PartialBlob;
import io.skerry.agent.store.StoreException;
import io.skerry.protocol.manifest.Blob;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Brings blobs onto this device: from chunks that are here already, then over an exchange. What an
 * earlier try or process left is not asked for again. Confined to one thread.
 */
public final class BlobFetcher {
  private static final int MAX_INDEX_BYTES = 8 << 20;
  private static final int MAX_WRONG = 3;

  private final BlobStore store;
  private final Donors donors;
  private final ChunkExchange exchange;
  private final LongSupplier nanoTime;

  /** Measures time by a clock that never jumps, such as {@link System#nanoTime}. */
  public BlobFetcher(BlobStore store, ChunkExchange exchange, LongSupplier nanoTime) {
    this.store = store;
    this.donors = new Donors(store);
    this.exchange = exchange;
    this.nanoTime = nanoTime;
  }

  /**
   * Fetches a blob unless it is here.
   *
   * @param known blobs that may share chunks with it
   * @throws IOException if this machine's disk fails
   */
  public Fetched fetch(Blob blob, List<Blob> known, Progress progress)
      throws IOException, InterruptedException {
    if (store.has(blob.sha256())) {
      return new Fetched.Whole();
    }
    if (blob.index().isEmpty()) {
      return fetchSlices(blob, progress);
    }
    Blob index = indexOf(blob);
    Fetched fetched = fetch(index, List.of(), progress);
    if (!(fetched instanceof Fetched.Whole)) {
      return fetched;
    }
    try {
      Optional<byte[]> entries = store.read(index, MAX_INDEX_BYTES);
      return entries.isEmpty()
          ? new Fetched.GivenUp("chunk index " + index.sha256() + ": damaged on this disk")
          : fetchChunks(blob, Layout.chunks(blob, entries.get()), known, progress);
    } catch (StoreException e) {
      return new Fetched.GivenUp(e.getMessage());
    }
  }

  /** The blob that is another blob's chunk index. */
  public static Blob indexOf(Blob blob) {
    Blob.Index index = blob.index().orElseThrow();
    return new Blob(index.sha256(), index.length(), Optional.empty());
  }

  private Fetched fetchChunks(Blob blob, Layout layout, List<Blob> known, Progress progress)
      throws IOException, InterruptedException {
    try (PartialBlob partial = store.begin(blob, layout)) {
      donors.fill(partial, known);
      Fetched fetched = new Transfer(blob.sha256(), partial, exchange, nanoTime).run(progress);
      if (fetched instanceof Fetched.Whole) {
        partial.finish();
      }
      return fetched;
    }
  }

  /** Slices have no digests of their own, so one wrong slice shows only at the end. */
  private Fetched fetchSlices(Blob blob, Progress progress)
      throws IOException, InterruptedException {
    Layout layout = Layout.slices(blob.length());
    for (int tries = 1; ; tries++) {
      try (PartialBlob partial = store.begin(blob, layout)) {
        Fetched fetched = new Transfer(blob.sha256(), partial, exchange, nanoTime).run(progress);
        if (fetched instanceof Fetched.Whole) {
          partial.finish();
        }
        return fetched;
      } catch (StoreException e) {
        if (tries == MAX_WRONG) {
          return new Fetched.GivenUp(e.getMessage() + ", " + tries + " times");
        }
      }
    }
  }
}
