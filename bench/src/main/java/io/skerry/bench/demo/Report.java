package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * Runs the steps and prints a JSON line for each; after one that failed the rest, which build on
 * it, are left out. Confined to one thread.
 */
final class Report {
  private final Instant began = Instant.now();
  private boolean failed;

  /** Runs a step, which answers what was seen or throws. */
  void step(String name, Callable<String> work) {
    if (failed) {
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
    failed = !ok;
    ObjectNode line = Json.object().put("step", name).put("ok", ok).put("detail", detail);
    line.put("ms", Duration.between(start, Instant.now()).toMillis());
    System.out.println(line); // a tree keeps the order in which it was filled
  }

  boolean failed() {
    return failed;
  }

  long seconds() {
    return Duration.between(began, Instant.now()).toSeconds();
  }
}
