package io.skerry.protocol.tuf;

import java.io.IOException;
import java.util.Optional;

/** Passes on so many writes, then fails for good. */
final class FailingStore implements MetadataStore {
  private final MetadataStore store;
  private int writesLeft;

  FailingStore(MetadataStore store, int writes) {
    this.store = store;
    this.writesLeft = writes;
  }

  @Override
  public Optional<byte[]> load(String role) throws IOException {
    return store.load(role);
  }

  @Override
  public void save(String role, byte[] bytes) throws IOException {
    countDown();
    store.save(role, bytes);
  }

  @Override
  public void delete(String role) throws IOException {
    countDown();
    store.delete(role);
  }

  private void countDown() throws PowerCut {
    if (writesLeft-- == 0) {
      throw new PowerCut();
    }
  }

  static final class PowerCut extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
