package io.skerry.agent.release;

import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What runs releases of every kind: models, pipelines and configuration. Thread-safe. */
public interface ReleaseHost {
  /**
   * Loads and proves a release beside what runs. Blocks for as long as loading takes (seconds), so
   * never call it on an event loop. For a release that already runs, with other parameters, nothing
   * is loaded again.
   *
   * @param variant of a model: the one whose blobs are here; empty where it has yet to be chosen
   * @param parameters what the assignment sets; defaults of the manifest hold for the rest
   * @throws ReleaseException if the content can't be trusted to work (a golden sample differs, the
   *     model can't be read) or if this machine can't run it (no variant fits, no such source)
   */
  Candidate prepare(
      Manifest manifest, Optional<String> variant, Map<String, String> parameters, BlobFiles blobs)
      throws ReleaseException;

  /** Stops and forgets the release of this name; nothing happens where none runs. */
  void retire(ModelName name);

  /**
   * Why the running release of this name is unhealthy since its activation: a failed inference, a
   * pipeline whose source can't be opened. Empty while it is healthy, and where none runs.
   */
  Optional<String> fault(ModelName name);

  /** A release that is ready to take over. Confined to one thread. */
  interface Candidate extends AutoCloseable {
    /**
     * Swaps it in, at once and without dropping a request; what ran before is closed when its last
     * request has ended. At most once, and not after {@link #close}.
     */
    void activate();

    /** The chosen variant of a model; empty for other kinds. */
    Optional<String> variant();

    /** What was proved, for people: {@code 3 golden samples, largest difference 1.2e-06}. */
    String detail();

    /** Frees it unless it was activated. */
    @Override
    void close();
  }

  /** Where the bytes of blobs lie, whole and verified. */
  interface BlobFiles {
    /** The file of this blob, which stays until the release is retired or its candidate closed. */
    Path path(Blob blob);
  }
}
