package io.skerry.agent.schedule;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was measured of models, kept over restarts: a start measures nothing that the last one did.
 * A file that is damaged, too large or of another {@code made} is as good as none. Thread-safe.
 */
public final class PlanFile {
  private static final Logger LOG = LoggerFactory.getLogger(PlanFile.class);
  private static final int MOST = 256;
  private static final long MAX_BYTES = 4 << 20;

  private final Path file;
  private final String made;
  private Optional<Map<String, Kept>> kept = Optional.empty();

  /**
   * Reads nothing yet.
   *
   * @param made by what and on what machine; what another one measured says nothing here
   */
  public PlanFile(Path file, String made) {
    this.file = file;
    this.made = made;
  }

  /** A plan. {@code inputs} and {@code outputs} are empty where it is not known how it counts. */
  record Kept(
      int size,
      Map<String, Integer> inputs,
      Map<String, Integer> outputs,
      List<Integer> buckets,
      String text) {}

  /** The whole file. */
  record Book(String made, Map<String, Kept> plans) {}

  synchronized Optional<Kept> get(String key) {
    return Optional.ofNullable(all().get(key));
  }

  synchronized void put(String key, Kept plan) {
    Map<String, Kept> plans = all();
    if (plans.size() >= MOST) {
      plans.remove(plans.keySet().iterator().next());
    }
    plans.put(key, plan);
    try {
      Path part = file.resolveSibling(file.getFileName() + ".new");
      Files.write(part, Json.write(new Book(made, plans)));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} can't be written, so the next start measures again: {}", file, e.toString());
    }
  }

  private Map<String, Kept> all() {
    if (kept.isEmpty()) {
      kept = Optional.of(new LinkedHashMap<>(read()));
    }
    return kept.get();
  }

  private Map<String, Kept> read() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        return Map.of();
      }
      Book book = Json.read(Files.readAllBytes(file), Book.class);
      return book.made().equals(made) ? book.plans() : Map.of();
    } catch (NoSuchFileException _) {
      return Map.of();
    } catch (IOException | FormatException e) {
      LOG.warn("{} is left aside: {}", file, e.getMessage());
      return Map.of();
    }
  }
}
