package io.skerry.packager.repository;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.key.Terminal;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code packager floor}: raises the lowest version of a model that may still be activated. */
@Command(
    name = "floor",
    description = {
      "Raise a model's floor: no device activates a lower version again, whoever asks.",
      "A floor never sinks. Next: packager publish."
    })
public final class FloorCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "For example vision/face-detector.")
  private ModelName model;

  @Parameters(index = "1", paramLabel = "VERSION", description = "For example 1.2.0.")
  private Version version;

  @Mixin private final SigningOptions signing;
  @Mixin private Report report;

  /** Asks for the passphrase at this terminal. */
  public FloorCommand(Terminal terminal, Clock clock) {
    this.signing = new SigningOptions(terminal, clock);
  }

  @Override
  public Integer call() throws Exception {
    RepositoryFolder repository = signing.repository();
    Instant expires = signing.expires();
    try (RepositoryLock _ = RepositoryLock.take(repository.path())) {
      TargetsChange change = TargetsChange.begin(repository);
      Version before = change.floors().get(model);
      if (before != null && version.compareTo(before) < 0) {
        throw Failure.refused(
            model + ": expected more than its floor " + before + ", got " + version);
      }
      boolean isNew = !version.equals(before);
      if (isNew && !reachable(change)) {
        throw Failure.refused(
            model
                + ": expected a floor that a signed release reaches, got "
                + version
                + "; sign that release first");
      }
      change.floors().put(model, version);
      boolean changes = isNew || change.renews(expires);
      long targets = changes ? change.commit(signing.signer(), expires) : change.currentVersion();
      report.line(
          "%s: floor %s, targets version %d, %s"
              .formatted(model, version, targets, changes ? "expires " + expires : "not changed"));
      report.result(
          Json.object()
              .put("model", model.toString())
              .put("floor", version.toString())
              .put("targetsVersion", targets)
              .put("changed", isNew));
    }
    return 0;
  }

  /** A floor above every release would leave the devices nothing to run. */
  private boolean reachable(TargetsChange change) {
    return change.targets().keySet().stream()
        .map(ReleaseId::parse)
        .anyMatch(
            release -> release.model().equals(model) && release.version().compareTo(version) >= 0);
  }
}
