package io.skerry.agent.store;

import io.skerry.protocol.tuf.Limits;
import io.skerry.protocol.tuf.MetadataStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Verified metadata as files {@code {role}.json} in a folder. Confined to one thread. */
public final class MetadataFolder implements MetadataStore {
  private final Path folder;

  /** Uses this folder, which enrolment has made. */
  public MetadataFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<byte[]> load(String role) throws IOException {
    Path file = file(role);
    if (!Files.isRegularFile(file) || Files.size(file) > Limits.TARGETS_BYTES) {
      return Optional.empty();
    }
    return Optional.of(Files.readAllBytes(file));
  }

  @Override
  public void save(String role, byte[] bytes) throws IOException {
    Durable.write(file(role), bytes);
  }

  @Override
  public void delete(String role) throws IOException {
    Durable.delete(file(role));
  }

  private Path file(String role) {
    return folder.resolve(role + ".json");
  }
}
