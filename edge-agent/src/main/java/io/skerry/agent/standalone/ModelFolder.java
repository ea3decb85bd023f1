package io.skerry.agent.standalone;

import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Repository;
import io.skerry.agent.infer.Served;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unsigned models of a folder. None is loaded before it is asked for. A request looks at its
 * model's files, at most once a second, which costs some microseconds; the folder itself is looked
 * at every five seconds. Thread-safe.
 */
public final class ModelFolder implements Catalogue, Repository, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);
  private static final long LOOK_S = 5;

  private final Layout layout;
  private final FolderRuntime runtime;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer;

  private ModelFolder(Layout layout, FolderRuntime runtime) {
    this.layout = layout;
    this.runtime = runtime;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("folder").daemon().unstarted(task));
  }

  /**
   * The models of this folder.
   *
   * @throws IOException if it can't be read
   */
  public static ModelFolder open(Path folder, FolderRuntime runtime) throws IOException {
    ModelFolder models = new ModelFolder(new Layout(folder), runtime);
    models.look();
    ScheduledFuture<?> _ =
        models.timer.scheduleWithFixedDelay(models::lookAgain, LOOK_S, LOOK_S, TimeUnit.SECONDS);
    return models;
  }

  private void look() throws IOException {
    layout.names().forEach(this::entry);
  }

  private void lookAgain() {
    try {
      look();
      entries.values().forEach(Entry::look);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} can't be looked at: {}", layout.top(), e.toString());
    }
  }

  private Optional<Entry> entry(String name) {
    Entry known = entries.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    SortedMap<String, Layout.Seen> versions = layout.versions(name);
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            entries.computeIfAbsent(name, it -> new Entry(it, versions, layout, runtime)));
  }

  @Override
  public Optional<Served> find(String name, Optional<String> version) {
    Optional<Entry> entry = entry(name);
    entry.ifPresent(Entry::look);
    return version.isPresent()
        ? entry.flatMap(found -> found.version(version.get()))
        : entry.map(Entry::active);
  }

  @Override
  public List<Served> list() {
    return entries.values().stream()
        .<Served>map(Entry::active)
        .sorted(Comparator.comparing(Served::name))
        .toList();
  }

  @Override
  public void load(String name, Consumer<Optional<String>> told) {
    Optional<Entry> entry = entry(name);
    if (entry.isEmpty()) {
      told.accept(Optional.of("no model " + name + " in " + layout.top()));
      return;
    }
    entry.get().lookNow();
    entry.get().active().load(told);
  }

  @Override
  public void unload(String name, Consumer<Optional<String>> told) {
    Optional<Entry> entry = entry(name);
    entry.ifPresent(found -> found.all().forEach(Slot::unload));
    told.accept(
        entry.isPresent()
            ? Optional.empty()
            : Optional.of("no model " + name + " in " + layout.top()));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    entries.values().forEach(entry -> entry.all().forEach(Slot::close));
  }
}
