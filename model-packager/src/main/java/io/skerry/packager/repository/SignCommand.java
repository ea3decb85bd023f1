package io.skerry.packager.repository;

import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.key.Terminal;
import io.skerry.packager.release.ReleaseFolder;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.tuf.TargetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code packager sign}: adds a release to targets. Blobs come first, then the manifest, then
 * targets: a cut in between leaves files that nothing names, and the command can be run again.
 */
@Command(
    name = "sign",
    description = {"Add a proven release to the repository's targets.", "Next: packager publish."})
public final class SignCommand implements Callable<Integer> {
  private static final int MAX_REASON_CHARS = 500;

  @Parameters(paramLabel = "RELEASE", description = "The release folder.")
  private Path folder;

  @Option(
      names = "--unproven",
      paramLabel = "REASON",
      description = "Sign a model that isn't proven; the manifest says why.")
  private Optional<String> unproven = Optional.empty();

  @Mixin private final SigningOptions signing;
  @Mixin private Report report;

  /** Asks for the passphrase at this terminal. */
  public SignCommand(Terminal terminal, Clock clock) {
    this.signing = new SigningOptions(terminal, clock);
  }

  @Override
  public Integer call() throws Exception {
    ReleaseFolder release = ReleaseFolder.open(folder);
    RepositoryFolder repository = signing.repository();
    Instant expires = signing.expires();
    byte[] bytes = ProofRule.signable(release, unproven.map(SignCommand::reason));
    Manifest manifest = Manifest.parse(bytes);
    TargetFile target = TargetFile.of(bytes);
    try (RepositoryLock _ = RepositoryLock.take(repository.path())) {
      TargetsChange change = TargetsChange.begin(repository);
      boolean isNew = check(change, manifest.release(), target);
      copy(release.blobs(), repository, manifest);
      repository.writeManifest(manifest.release(), target, bytes);
      long version = change.currentVersion();
      if (isNew) {
        change.targets().put(manifest.release().toString(), target);
        version = change.commit(signing.signer(), expires);
      }
      tell(manifest, target, version, isNew);
    }
    return 0;
  }

  /** Whether the release is new; it may be there already with the same bytes. */
  private static boolean check(TargetsChange change, ReleaseId release, TargetFile target)
      throws Failure {
    Version floor = change.floors().get(release.model());
    if (floor != null && release.version().compareTo(floor) < 0) {
      throw Failure.refused(
          release + ": expected at least the floor " + floor + "; give it a higher version");
    }
    TargetFile known = change.targets().get(release.toString());
    if (known != null && !known.sha256().equals(target.sha256())) {
      throw Failure.refused(
          "%s: expected manifest %s as signed before, got %s; give it a new version"
              .formatted(release, known.sha256(), target.sha256()));
    }
    return known == null;
  }

  private void copy(BlobFolder from, RepositoryFolder repository, Manifest manifest)
      throws IOException, Failure {
    int done = 0;
    for (Blob blob : manifest.content().blobs()) {
      repository.blobs().copyFrom(from, blob.sha256(), blob.length());
      if (blob.index().isPresent()) {
        Blob.Index index = blob.index().get();
        repository.blobs().copyFrom(from, index.sha256(), index.length());
      }
      done++;
      report.progress("sign: blob %d of %d".formatted(done, manifest.content().blobs().size()));
    }
  }

  private static String reason(String text) {
    return text.length() > MAX_REASON_CHARS ? text.substring(0, MAX_REASON_CHARS) : text;
  }

  private void tell(Manifest manifest, TargetFile target, long version, boolean isNew) {
    String release = manifest.release().toString();
    report.line(isNew ? "signed " + release : release + ": signed before, nothing changed");
    report.line("  manifest " + target.sha256());
    report.line("  targets version " + version);
    boolean isModel = manifest.content() instanceof ModelContent;
    report.result(
        Json.object()
            .put("release", release)
            .put("manifest", target.sha256().hex())
            .put("targetsVersion", version)
            .put("changed", isNew)
            .put("proven", isModel && manifest.unproven().isEmpty()));
  }
}
