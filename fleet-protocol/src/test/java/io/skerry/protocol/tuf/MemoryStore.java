package io.skerry.protocol.tuf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps metadata in memory, and a log of what was done to it. */
public final class MemoryStore implements MetadataStore {
  final Map<String, byte[]> files = new HashMap<>();
  final List<String> log = new ArrayList<>();

  /** A store that holds the root of this repository, as the operator gives it. */
  public static MemoryStore with(byte[] root) {
    MemoryStore store = new MemoryStore();
    store.files.put("root", root);
    return store;
  }

  @Override
  public Optional<byte[]> load(String role) {
    return Optional.ofNullable(files.get(role));
  }

  @Override
  public void save(String role, byte[] bytes) {
    log.add("save " + role);
    files.put(role, bytes);
  }

  @Override
  public void delete(String role) {
    log.add("delete " + role);
    files.remove(role);
  }
}
