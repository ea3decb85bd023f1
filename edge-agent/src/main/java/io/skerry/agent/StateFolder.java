package io.skerry.agent;

import io.skerry.agent.store.Durable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The state folder, held by one process at a time until it is closed. */
final class StateFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private StateFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the folder.
   *
   * @throws IOException if another process holds it
   */
  static StateFolder take(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            Durable.folder(path).resolve("agent.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new StateFolder(path, channel);
      }
    } catch (OverlappingFileLockException _) {
      // Held by this very process, which is as bad.
    }
    channel.close();
    throw new IOException(path + ": another agent runs on this state folder");
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
