package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * Runs the steps and prints a JSON line for each; after one that failed the rest, which build on
 * it, are left out. Confined to one thread, but {@link #end} may be called by any.
 */
final class Report {
  private volatile boolean failed;
  private volatile boolean ended;

  /** Runs a step, which answers what was seen or throws. */
  void step(String name, Callable<String> work) {
    if (failed || ended) {
      return;
    }
    Instant start = Instant.now();
    boolean ok = false;
    String detail;
    try {
      detail = work.call();
      ok = true;
    } catch (Exception e) {
      detail = String.valueOf(e.getMessage());
    }
    if (ended) {
      return;
    }
    failed = !ok;
    ObjectNode line = Json.object().put("step", name).put("ok", ok).put("detail", detail);
    line.put("ms", Duration.between(start, Instant.now()).toMillis());
    System.out.println(line); // a tree keeps the order in which it was filled
  }

  /** Counts nothing any more: what fails from here on fails because the demo is being stopped. */
  void end() {
    ended = true;
  }

  boolean failed() {
    return failed;
  }
}
