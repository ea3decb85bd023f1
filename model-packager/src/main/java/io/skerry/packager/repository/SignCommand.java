package io.skerry.packager.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.key.Terminal;
import io.skerry.packager.release.ReleaseFolder;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.tuf.TargetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code packager sign}: adds releases to targets, all of them in one version or none. Blobs come
 * first, then the manifests, then targets: a cut in between leaves files that nothing names, and
 * the command can be run again. Run again later, it renews targets: they then hold longer.
 */
@Command(
    name = "sign",
    description = {
      "Add proven releases to the repository's targets; signed again, targets hold longer.",
      "Next: packager publish."
    })
public final class SignCommand implements Callable<Integer> {
  private static final int MAX_REASON_CHARS = 500;

  @Parameters(paramLabel = "RELEASE", arity = "1..*", description = "The release folders.")
  private List<Path> folders;

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
    RepositoryFolder repository = signing.repository();
    Instant expires = signing.expires();
    List<Signable> signables = new ArrayList<>();
    for (Path folder : folders) {
      signables.add(Signable.read(folder, unproven.map(SignCommand::reason)));
    }
    try (RepositoryLock _ = RepositoryLock.take(repository.path())) {
      TargetsChange change = TargetsChange.begin(repository);
      Map<Signable, Boolean> isNew = new LinkedHashMap<>();
      for (Signable signable : signables) {
        isNew.put(signable, check(change, signable.id(), signable.target()));
        copy(signable.folder().blobs(), repository, signable.manifest());
        repository.writeManifest(signable.id(), signable.target(), signable.bytes().toArray());
        change.targets().put(signable.id().toString(), signable.target());
      }
      boolean changes = isNew.containsValue(true) || change.renews(expires);
      long version = changes ? change.commit(signing.signer(), expires) : change.currentVersion();
      tell(isNew, version, changes ? "expires " + expires : "not changed");
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

  private void tell(Map<Signable, Boolean> isNew, long version, String state) {
    ObjectNode outcome = Json.object().put("targetsVersion", version);
    isNew.forEach(
        (signable, changed) -> {
          String release = signable.id().toString();
          report.line(changed ? "signed " + release : release + ": signed before, not changed");
          report.line("  manifest " + signable.target().sha256());
          outcome
              .withArray("releases")
              .addObject()
              .put("release", release)
              .put("manifest", signable.target().sha256().hex())
              .put("changed", changed)
              .put("proven", signable.proven());
        });
    report.line("targets version " + version + ", " + state);
    report.result(outcome);
  }

  /** A release that may be signed, and the manifest's bytes that will be. */
  private record Signable(ReleaseFolder folder, Bytes bytes, Manifest manifest, TargetFile target) {
    static Signable read(Path folder, Optional<String> unproven) throws Exception {
      ReleaseFolder release = ReleaseFolder.open(folder);
      byte[] bytes = ProofRule.signable(release, unproven);
      return new Signable(release, Bytes.of(bytes), Manifest.parse(bytes), TargetFile.of(bytes));
    }

    ReleaseId id() {
      return manifest.release();
    }

    boolean proven() {
      return manifest.content() instanceof ModelContent && manifest.unproven().isEmpty();
    }
  }
}
