package io.skerry.agent.fetch;

import io.skerry.agent.store.StoreException;
import io.skerry.protocol.manifest.Blob;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Several transfers side by side, at most eight. A blob that is whole but has other bytes than its
 * name says is begun anew, twice: without an index one wrong slice shows only at the end. Confined
 * to one thread, which closes it.
 */
final class Transfers implements AutoCloseable {
  private static final int SIDE_BY_SIDE = 8;
  private static final int MAX_WRONG = 3;
  private static final long ROUND_MS = 240;

  private final Queue<Blob> waiting;
  private final Opener opener;
  private final List<Transfer> running = new ArrayList<>();
  private final Map<Blob, Integer> wrong = new HashMap<>();

  Transfers(List<Blob> blobs, Opener opener) {
    this.waiting = new ArrayDeque<>(blobs);
    this.opener = opener;
  }

  /** Runs until all are whole, or the first is given up. */
  Fetched run(Progress progress) throws IOException, InterruptedException {
    while (!waiting.isEmpty() || !running.isEmpty()) {
      if (!progress.goOn()) {
        return new Fetched.Superseded();
      }
      while (running.size() < SIDE_BY_SIDE && !waiting.isEmpty()) {
        running.add(opener.open(waiting.remove()));
      }
      Optional<String> failure = round(progress);
      if (failure.isPresent()) {
        return new Fetched.GivenUp(failure.get());
      }
    }
    return new Fetched.Whole();
  }

  @Override
  public void close() throws IOException {
    for (Transfer transfer : running) {
      transfer.close();
    }
  }

  private Optional<String> round(Progress progress) throws IOException, InterruptedException {
    long waitMs = ROUND_MS / running.size();
    for (Transfer transfer : List.copyOf(running)) {
      Optional<String> failure =
          transfer.complete() ? Optional.empty() : transfer.step(waitMs, progress);
      if (failure.isPresent()) {
        return failure;
      }
      if (transfer.complete()) {
        running.remove(transfer);
        finish(transfer);
      }
    }
    return Optional.empty();
  }

  private void finish(Transfer transfer) throws IOException {
    try (transfer) {
      transfer.finish();
    } catch (StoreException e) {
      int times = wrong.merge(transfer.blob(), 1, Integer::sum);
      if (times == MAX_WRONG || transfer.blob().index().isPresent()) {
        throw new StoreException(e.getMessage() + ", " + times + " times");
      }
      waiting.add(transfer.blob());
    }
  }

  /** Begins a transfer. */
  @FunctionalInterface
  interface Opener {
    Transfer open(Blob blob) throws IOException;
  }
}
