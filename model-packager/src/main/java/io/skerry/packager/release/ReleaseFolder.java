package io.skerry.packager.release;

import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import io.skerry.packager.file.DurableFile;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A packed release on disk: {@code manifest.json}, {@code blobs/} and, once proven, {@code
 * proof.json}. Confined to one thread.
 */
public final class ReleaseFolder {
  private static final String MANIFEST = "manifest.json";
  private static final int MAX_PROOF_BYTES = 64 * 1024;

  private final Path folder;
  private final BlobFolder blobs;

  /** A folder that holds a release or will by {@link #write}. */
  public ReleaseFolder(Path folder) {
    this.folder = folder;
    this.blobs = new BlobFolder(folder.resolve("blobs"));
  }

  /** Whether a folder looks like one. */
  public static boolean isAt(Path folder) {
    return Files.isRegularFile(folder.resolve(MANIFEST));
  }

  /**
   * Opens a release.
   *
   * @throws Failure MISUSE if there is none
   */
  public static ReleaseFolder open(Path folder) throws Failure {
    if (!isAt(folder)) {
      throw Failure.misuse(
          folder + ": expected a release folder with manifest.json; make one with 'packager pack'");
    }
    return new ReleaseFolder(folder);
  }

  /** Its blobs. */
  public BlobFolder blobs() {
    return blobs;
  }

  /** The manifest's exact bytes. */
  public byte[] manifestBytes() throws IOException, Failure {
    return BoundedRead.file(folder.resolve(MANIFEST), Manifest.MAX_BYTES);
  }

  /** The manifest. */
  public Manifest manifest() throws IOException, Failure, FormatException {
    return Manifest.parse(manifestBytes());
  }

  /** Writes the manifest; a proof of the one before is removed. */
  public void write(Manifest manifest) throws IOException, Failure {
    byte[] bytes = manifest.toBytes();
    if (bytes.length > Manifest.MAX_BYTES) {
      throw Failure.refused("manifest: expected at most 1 MiB, got " + bytes.length + " bytes");
    }
    Files.deleteIfExists(proofFile());
    DurableFile.replace(folder.resolve(MANIFEST), bytes);
  }

  /** The proof, if there is one of exactly this manifest. */
  public Optional<Proof> proof() throws IOException, Failure, FormatException {
    if (!Files.exists(proofFile())) {
      return Optional.empty();
    }
    Proof proof = Json.read(BoundedRead.file(proofFile(), MAX_PROOF_BYTES), Proof.class);
    Sha256 manifest = Sha256.of(manifestBytes());
    return Optional.of(proof).filter(found -> found.manifest().equals(manifest));
  }

  /** Writes the proof. */
  public void writeProof(Proof proof) throws IOException {
    DurableFile.replace(proofFile(), Json.write(proof));
  }

  private Path proofFile() {
    return folder.resolve("proof.json");
  }
}
