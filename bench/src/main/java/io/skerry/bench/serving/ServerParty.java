package io.skerry.bench.serving;

import io.skerry.bench.process.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A server process that is asked over loopback; only its own CPU time is counted. */
record ServerParty(String name, Service service, URI url, ByteBuffer request) implements Party {
  @Override
  public Round run(int callers, int requests) throws IOException {
    long cpu = service.cpuNs();
    long began = System.nanoTime();
    @SuppressWarnings({"unchecked", "rawtypes"})
    FutureTask<long[]>[] tasks = new FutureTask[callers];
    for (int i = 0; i < callers; i++) {
      tasks[i] = new FutureTask<>(() -> calls(requests / callers));
      Thread.ofPlatform().name("caller-" + i).start(tasks[i]);
    }
    long[] all = new long[0];
    for (FutureTask<long[]> task : tasks) {
      long[] some = result(task);
      int from = all.length;
      all = Arrays.copyOf(all, from + some.length);
      System.arraycopy(some, 0, all, from, some.length);
    }
    long wall = System.nanoTime() - began;
    Arrays.sort(all);
    return Round.of(service.cpuNs() - cpu, wall, all);
  }

  /** The answer to one request, to be compared. */
  String answer() throws IOException {
    try (Caller caller = new Caller(url, request)) {
      caller.call();
      return caller.body();
    }
  }

  private long[] calls(int count) throws IOException {
    long[] took = new long[count];
    try (Caller caller = new Caller(url, request)) {
      for (int i = 0; i < count; i++) {
        took[i] = caller.call();
      }
    }
    return took;
  }

  private static long[] result(FutureTask<long[]> task) throws IOException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
