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
import java.util.stream.Stream;

/**
 * Brings blobs onto this device: from chunks that are here already, then over an exchange, eight at
 * a time. What an earlier try or process left is not asked for again. Confined to one thread.
 */
public final class BlobFetcher {
  private static final int MAX_INDEX_BYTES = 8 << 20;

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
   * Fetches those of these blobs that are not here: first indexes and small blobs, then what the
   * indexes list. Nothing is asked for unless there is room for all of them, and nothing is left of
   * them where the disk turns out to be full or their bytes wrong.
   *
   * @param known blobs that may share chunks with them
   * @throws IOException if this machine's disk fails
   */
  public Fetched fetch(List<Blob> blobs, List<Blob> known, Progress progress)
      throws IOException, InterruptedException {
    List<Blob> missing =
        blobs.stream().distinct().filter(blob -> !store.has(blob.sha256())).toList();
    List<Blob> chunked = missing.stream().filter(blob -> blob.index().isPresent()).toList();
    List<Blob> whole =
        Stream.concat(
                missing.stream().filter(blob -> blob.index().isEmpty()),
                chunked.stream().map(BlobFetcher::indexOf))
            .distinct()
            .filter(blob -> !store.has(blob.sha256()))
            .toList();
    List<Blob> all = Stream.concat(whole.stream(), chunked.stream()).toList();
    try {
      store.requireRoom(all);
      return transfer(whole, chunked, known, progress);
    } catch (StoreException e) {
      store.discard(all); // what can't become whole must not take up room
      return new Fetched.GivenUp(e.getMessage());
    }
  }

  private Fetched transfer(
      List<Blob> whole, List<Blob> chunked, List<Blob> known, Progress progress)
      throws IOException, InterruptedException {
    Fetched first = transfer(whole, blob -> Layout.slices(blob.length()), List.of(), progress);
    return first instanceof Fetched.Whole
        ? transfer(chunked, this::layout, known, progress)
        : first;
  }

  /** The blob that is another blob's chunk index. */
  public static Blob indexOf(Blob blob) {
    Blob.Index index = blob.index().orElseThrow();
    return new Blob(index.sha256(), index.length(), Optional.empty());
  }

  private Fetched transfer(List<Blob> blobs, Layouts layouts, List<Blob> known, Progress progress)
      throws IOException, InterruptedException {
    Patience patience = new Patience(exchange, nanoTime);
    try (Transfers transfers =
        new Transfers(
            blobs,
            blob ->
                new Transfer(blob, opened(blob, layouts, known), exchange, nanoTime, patience))) {
      return transfers.run(progress);
    }
  }

  private PartialBlob opened(Blob blob, Layouts layouts, List<Blob> known) throws IOException {
    PartialBlob partial = store.begin(blob, layouts.of(blob));
    try {
      donors.fill(partial, known);
      return partial;
    } catch (IOException e) {
      partial.close();
      throw e;
    }
  }

  private Layout layout(Blob blob) throws IOException {
    Blob index = indexOf(blob);
    byte[] entries =
        store
            .read(index, MAX_INDEX_BYTES)
            .orElseThrow(
                () -> new StoreException("chunk index " + index.sha256() + ": damaged on disk"));
    return Layout.chunks(blob, entries);
  }

  private interface Layouts {
    Layout of(Blob blob) throws IOException;
  }
}
