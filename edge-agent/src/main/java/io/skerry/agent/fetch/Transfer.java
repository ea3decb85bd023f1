package io.skerry.agent.fetch;

import io.skerry.agent.store.PartialBlob;
import io.skerry.agent.store.PartialBlob.Outcome;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.message.Chunk;
import io.skerry.protocol.message.Want.Range;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Fills one blob step by step: asks for what is missing at most once a second, and only when what
 * was asked for has come or has stopped coming; gives up after 30 s of waiting while connected
 * without a new chunk, or when a chunk came wrong three times. Confined to one thread, which closes
 * it.
 */
final class Transfer implements AutoCloseable {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long STALL_NS = 30 * SECOND_NS;
  private static final int MAX_WRONG = 3;
  private static final int MAX_WANTED = 512;
  private static final int MAX_TAKEN = 64;

  private final Blob blob;
  private final PartialBlob partial;
  private final ChunkExchange exchange;
  private final ChunkExchange.Listener listener;
  private final LongSupplier nanoTime;
  private final Patience patience;
  private final Map<Integer, Integer> wrong = new HashMap<>();
  private long lastWantNs;
  private long lastNewNs;
  private long waitedBeforeNs;
  private int outstanding;

  /** Listens from now on, and owns the blob under way. */
  Transfer(
      Blob blob,
      PartialBlob partial,
      ChunkExchange exchange,
      LongSupplier nanoTime,
      Patience patience) {
    this.blob = blob;
    this.partial = partial;
    this.exchange = exchange;
    this.listener = exchange.listen(blob.sha256());
    this.nanoTime = nanoTime;
    this.lastNewNs = nanoTime.getAsLong();
    this.patience = patience;
    this.waitedBeforeNs = patience.waitedNs();
    this.lastWantNs = lastNewNs - SECOND_NS;
  }

  Blob blob() {
    return blob;
  }

  boolean complete() {
    return partial.complete();
  }

  /**
   * Makes the whole blob last.
   *
   * @throws io.skerry.agent.store.StoreException if its bytes are not those of its name
   */
  void finish() throws IOException {
    partial.finish();
  }

  /** Takes what has come, waiting for it up to a time; gives the reason if it has to give up. */
  Optional<String> step(long waitMs, Progress progress) throws IOException, InterruptedException {
    wantIfDue();
    Optional<byte[]> message = patience.poll(listener, waitMs);
    long now = nanoTime.getAsLong();
    Optional<String> failure = Optional.empty();
    for (int taken = 0; message.isPresent() && failure.isEmpty(); taken++) {
      failure = offer(message.get(), now, progress);
      boolean more = taken < MAX_TAKEN && !complete() && failure.isEmpty();
      message = more ? listener.poll(0) : Optional.empty();
    }
    if (failure.isEmpty() && !complete() && patience.waitedNs() - waitedBeforeNs >= STALL_NS) {
      failure = Optional.of("no new chunk for 30 s, " + counts() + " are here");
    }
    return failure.map(reason -> "blob " + blob.sha256() + " " + reason);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    partial.close();
  }

  private void wantIfDue() throws InterruptedException {
    long now = nanoTime.getAsLong();
    boolean quiet = outstanding <= 0 || now - lastNewNs >= SECOND_NS;
    if (exchange.connected() && quiet && now - lastWantNs >= SECOND_NS) {
      List<Range> missing = Ranges.missing(partial.present(), partial.layout().count(), MAX_WANTED);
      listener.want(missing);
      lastWantNs = nanoTime.getAsLong();
      outstanding = missing.stream().mapToInt(range -> range.last() - range.first() + 1).sum();
    }
  }

  private String counts() {
    return partial.present().cardinality() + " of " + partial.layout().count();
  }

  private Optional<String> offer(byte[] message, long now, Progress progress) throws IOException {
    int number = -1;
    Outcome outcome;
    try {
      Chunk chunk = Chunk.parse(message);
      number = chunk.number();
      outcome = partial.offer(number, chunk.bytes());
    } catch (FormatException e) {
      outcome = new Outcome.Wrong("a chunk", e.getMessage());
    }
    return switch (outcome) {
      case Outcome.Stored _ -> {
        waitedBeforeNs = patience.waitedNs();
        lastNewNs = now;
        outstanding--;
        progress.reached(partial.present().cardinality(), partial.layout().count());
        yield Optional.empty();
      }
      case Outcome.Repeated _ -> Optional.empty();
      case Outcome.Wrong fault -> countWrong(number, fault);
    };
  }

  private Optional<String> countWrong(int number, Outcome.Wrong fault) {
    if (wrong.merge(number, 1, Integer::sum) < MAX_WRONG) {
      return Optional.empty();
    }
    return Optional.of(
        "chunk "
            + number
            + ": expected "
            + fault.expected()
            + ", got "
            + fault.actual()
            + ", "
            + MAX_WRONG
            + " times");
  }
}
