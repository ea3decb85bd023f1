package io.skerry.packager.repository;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.key.Terminal;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code packager withdraw}: takes a release out of targets; its files stay. */
@Command(
    name = "withdraw",
    description = {
      "Take a release out of targets, so that it can't be activated any more.",
      "Devices that still run it report it. Next: packager publish."
    })
public final class WithdrawCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RELEASE-ID", description = "For example vision/face-detector@1.2.0.")
  private ReleaseId release;

  @Mixin private final SigningOptions signing;
  @Mixin private Report report;

  /** Asks for the passphrase at this terminal. */
  public WithdrawCommand(Terminal terminal, Clock clock) {
    this.signing = new SigningOptions(terminal, clock);
  }

  @Override
  public Integer call() throws Exception {
    RepositoryFolder repository = signing.repository();
    Instant expires = signing.expires();
    try (RepositoryLock _ = RepositoryLock.take(repository.path())) {
      TargetsChange change = TargetsChange.begin(repository);
      if (change.targets().remove(release.toString()) == null) {
        throw Failure.refused(
            release + ": not in targets; 'packager inspect R' lists the releases");
      }
      long version = change.commit(signing.signer(), expires);
      report.line("withdrew " + release + ", targets version " + version);
      report.result(
          Json.object().put("release", release.toString()).put("targetsVersion", version));
    }
    return 0;
  }
}
