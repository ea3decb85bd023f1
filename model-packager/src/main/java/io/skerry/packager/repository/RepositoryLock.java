package io.skerry.packager.repository;

import io.skerry.packager.cli.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Held while a repository changes, so that two commands don't sign the same version twice. */
final class RepositoryLock implements AutoCloseable {
  private final FileChannel channel;

  private RepositoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static RepositoryLock take(Path repository) throws IOException, Failure {
    FileChannel channel =
        FileChannel.open(
            repository.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw Failure.fault(repository + ": another command is changing it; try again after it");
    }
    return new RepositoryLock(channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false; // another thread of this process
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
