package io.skerry.agent.standalone;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A model in a folder with all its versions, the highest of which is active. Thread-safe. */
final class Entry {
  private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final Layout layout;
  private final FolderRuntime runtime;
  private final ConcurrentSkipListMap<String, Slot> slots;
  private final AtomicLong looked = new AtomicLong(System.nanoTime());

  Entry(
      String name, SortedMap<String, Layout.Seen> versions, Layout layout, FolderRuntime runtime) {
    this.name = name;
    this.layout = layout;
    this.runtime = runtime;
    this.slots = new ConcurrentSkipListMap<>(versions.comparator());
    versions.forEach((version, seen) -> slots.put(version, slot(version, seen)));
  }

  private Slot slot(String version, Layout.Seen seen) {
    return new Slot(name, version, seen, runtime);
  }

  /** Looks at the files, if that was not done within the last second. */
  void look() {
    long last = looked.get();
    long now = System.nanoTime();
    if (now - last >= EACH_NANOS && looked.compareAndSet(last, now)) {
      lookNow();
    }
  }

  /** Looks at the files. A version that has gone stays, and says so. */
  synchronized void lookNow() {
    SortedMap<String, Layout.Seen> versions = layout.versions(name);
    versions.forEach((version, seen) -> slots.computeIfAbsent(version, it -> slot(it, seen)));
    slots.forEach((version, slot) -> slot.look(versions.getOrDefault(version, slot.seen().gone())));
    if (!versions.isEmpty()) {
      for (String version : List.copyOf(slots.keySet())) {
        if (!versions.containsKey(version)) {
          slots.remove(version).close();
        }
      }
    }
  }

  /** The highest version. */
  Slot active() {
    return slots.lastEntry().getValue();
  }

  Optional<Slot> version(String version) {
    return version.chars().allMatch(Character::isDigit) && version.length() < 19
        ? Optional.ofNullable(version.isEmpty() ? null : slots.get(version))
        : Optional.empty();
  }

  Collection<Slot> all() {
    return slots.values();
  }
}
