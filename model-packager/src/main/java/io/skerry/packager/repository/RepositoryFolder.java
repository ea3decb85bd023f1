package io.skerry.packager.repository;

import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import io.skerry.packager.file.DurableFile;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.Limits;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Signed;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The publishers' repository on disk: {@code metadata/}, {@code targets/}, {@code blobs/}. What is
 * read is verified against the root. Confined to one thread; see {@link RepositoryLock}.
 */
public final class RepositoryFolder {
  private final Path folder;
  private final BlobFolder blobs;

  /** A folder that holds a repository, or will. */
  public RepositoryFolder(Path folder) {
    this.folder = folder;
    this.blobs = new BlobFolder(folder.resolve("blobs"));
  }

  /** Whether a folder looks like one. */
  public static boolean isAt(Path folder) {
    return Files.isRegularFile(new RepositoryFolder(folder).rootFile(1));
  }

  /**
   * Opens a repository.
   *
   * @throws Failure MISUSE if there is none
   */
  public static RepositoryFolder open(Path folder) throws Failure {
    if (!isAt(folder)) {
      throw Failure.misuse(
          folder
              + ": expected a repository with metadata/1.root.json; make one with 'packager init'");
    }
    return new RepositoryFolder(folder);
  }

  /** The folder itself. */
  public Path path() {
    return folder;
  }

  /** Its blobs. */
  public BlobFolder blobs() {
    return blobs;
  }

  /**
   * Every root from version 1 on, each signed as the one before it and it itself demand.
   *
   * @throws TrustException if one is not
   */
  public List<Signed<Root>> roots() throws IOException, Failure, TrustException {
    List<Signed<Root>> roots = new ArrayList<>();
    for (int version = 1; Files.exists(rootFile(version)); version++) {
      Signed<Root> root = Signed.root(BoundedRead.file(rootFile(version), Limits.ROOT_BYTES));
      if (root.metadata().version() != version) {
        throw Failure.refused(
            rootFile(version) + ": holds version " + root.metadata().version() + "; restore it");
      }
      root.verify(root.metadata());
      if (!roots.isEmpty()) {
        root.verify(roots.getLast().metadata());
      }
      roots.add(root);
    }
    return roots;
  }

  /** The newest targets, if anything was signed yet. */
  public Optional<Signed<Targets>> targets(Root root) throws IOException, Failure, TrustException {
    if (!Files.exists(targetsFile())) {
      return Optional.empty();
    }
    Signed<Targets> targets = Signed.targets(BoundedRead.file(targetsFile(), Limits.TARGETS_BYTES));
    targets.verify(root);
    return Optional.of(targets);
  }

  /** Where a release's manifest stands. */
  public Path manifestFile(ReleaseId release, TargetFile target) {
    return folder.resolve("targets").resolve(target.consistentName(release));
  }

  void create() throws IOException {
    Files.createDirectories(folder.resolve("metadata"));
    Files.createDirectories(folder.resolve("targets"));
    blobs.create();
  }

  void writeFirstRoot(byte[] file) throws IOException {
    DurableFile.create(rootFile(1), file, false);
  }

  void writeManifest(ReleaseId release, TargetFile target, byte[] manifest) throws IOException {
    Path file = manifestFile(release, target);
    Files.createDirectories(file.getParent());
    DurableFile.replace(file, manifest);
  }

  void writeTargets(byte[] file) throws IOException {
    DurableFile.replace(targetsFile(), file);
  }

  Path rootFile(int version) {
    return folder.resolve("metadata").resolve(version + ".root.json");
  }

  private Path targetsFile() {
    return folder.resolve("metadata").resolve("targets.json");
  }
}
