package io.skerry.packager.repository;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.key.KeyStore;
import io.skerry.packager.key.PassphraseOption;
import io.skerry.packager.key.Terminal;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.trust.TrustException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that signs targets wants to know. Confined to one thread. */
final class SigningOptions {
  private static final int MAX_DAYS = 3650;

  @Option(
      names = "--repository",
      required = true,
      paramLabel = "R",
      description = "The repository folder.")
  private Path repository;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "The targets key, encrypted.")
  private Path key;

  @Option(
      names = "--expires-days",
      paramLabel = "N",
      defaultValue = "90",
      description = "How long the signed targets hold (default ${DEFAULT-VALUE}).")
  private int expiresDays;

  @Mixin private final PassphraseOption passphrases;
  private final Clock clock;

  SigningOptions(Terminal terminal, Clock clock) {
    this.passphrases = new PassphraseOption(terminal);
    this.clock = clock;
  }

  RepositoryFolder repository() throws Failure {
    return RepositoryFolder.open(repository);
  }

  Signer signer() throws IOException, Failure, FormatException, TrustException {
    return KeyStore.open(key, passphrases);
  }

  Instant expires() throws Failure {
    return expiry(clock, "--expires-days", expiresDays);
  }

  static Instant expiry(Clock clock, String option, int days) throws Failure {
    if (days < 1 || days > MAX_DAYS) {
      throw Failure.misuse(option + ": expected 1 to " + MAX_DAYS + " days, got " + days);
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS); // metadata has no fractions
    return now.plus(Duration.ofDays(days));
  }
}
