package io.skerry.agent.fetch;

import io.skerry.agent.store.PartialBlob;
import io.skerry.agent.store.PartialBlob.Outcome;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.message.Chunk;
import io.skerry.protocol.message.Want.Range;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Fills one blob: asks for what is missing at most once a second, and only when what was asked for
 * has come or has stopped coming; gives up after 30 s of connection without a new chunk, or when a
 * chunk came wrong three times. Confined to one thread.
 */
final class Transfer {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long STALL_NS = 30 * SECOND_NS;
  private static final long POLL_MS = 250;
  private static final int MAX_WRONG = 3;
  private static final int MAX_WANTED = 512;

  private final Sha256 blob;
  private final PartialBlob partial;
  private final ChunkExchange exchange;
  private final LongSupplier nanoTime;
  private final Map<Integer, Integer> wrong = new HashMap<>();
  private long lastWantNs;
  private long lastNewNs;
  private long lastLookNs;
  private long stalledNs;
  private int outstanding;

  Transfer(Sha256 blob, PartialBlob partial, ChunkExchange exchange, LongSupplier nanoTime) {
    this.blob = blob;
    this.partial = partial;
    this.exchange = exchange;
    this.nanoTime = nanoTime;
  }

  /** Runs until every piece is here, or until it is given up. */
  Fetched run(Progress progress) throws IOException, InterruptedException {
    long start = nanoTime.getAsLong();
    lastWantNs = start - SECOND_NS;
    lastNewNs = start;
    lastLookNs = start;
    try (ChunkExchange.Listener listener = exchange.listen(blob)) {
      while (!partial.complete()) {
        if (!progress.goOn()) {
          return new Fetched.Superseded();
        }
        wantIfDue(listener);
        Optional<String> failure = take(listener.poll(POLL_MS), progress);
        if (failure.isPresent()) {
          return new Fetched.GivenUp("blob " + blob + " " + failure.get());
        }
      }
      return new Fetched.Whole();
    }
  }

  private void wantIfDue(ChunkExchange.Listener listener) throws InterruptedException {
    long now = nanoTime.getAsLong();
    boolean quiet = outstanding <= 0 || now - lastNewNs >= SECOND_NS;
    if (exchange.connected() && quiet && now - lastWantNs >= SECOND_NS) {
      List<Range> missing = Ranges.missing(partial.present(), partial.layout().count(), MAX_WANTED);
      listener.want(missing);
      lastWantNs = nanoTime.getAsLong();
      outstanding = missing.stream().mapToInt(range -> range.last() - range.first() + 1).sum();
    }
  }

  /** Takes a chunk, or none that came in time; gives the reason if that was the last straw. */
  private Optional<String> take(Optional<byte[]> message, Progress progress) throws IOException {
    long now = nanoTime.getAsLong();
    if (exchange.connected()) {
      stalledNs += now - lastLookNs;
    }
    lastLookNs = now;
    if (message.isPresent()) {
      Optional<String> failure = offer(message.get(), now, progress);
      if (failure.isPresent()) {
        return failure;
      }
    }
    return stalledNs < STALL_NS
        ? Optional.empty()
        : Optional.of(
            "no new chunk for 30 s, "
                + partial.present().cardinality()
                + " of "
                + partial.layout().count()
                + " are here");
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
        stalledNs = 0;
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
