package io.skerry.packager.key;

import io.skerry.packager.cli.Report;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.json.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code packager keys}: makes signing keys. */
@Command(name = "keys", description = "Make signing keys.")
public final class KeysCommand {
  private KeysCommand() {}

  /** The command and its subcommands. */
  public static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new KeysCommand()).addSubcommand(new New(terminal));
  }

  @Command(
      name = "new",
      description = {
        "Make an Ed25519 key: FILE, encrypted with a passphrase, and FILE.pub, to give away.",
        "Keep root keys on machines without a network, and a backup of each."
      })
  static final class New implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.")
    private Path out;

    @Mixin private final PassphraseOption passphrases;
    @Mixin private Report report;

    New(Terminal terminal) {
      this.passphrases = new PassphraseOption(terminal);
    }

    @Override
    public Integer call() throws Exception {
      Ed25519Signer signer = KeyStore.create(out, passphrases);
      String id = signer.publicKey().id().toString();
      report.line("key " + id);
      report.line("wrote " + out + " (encrypted) and " + KeyStore.publicFile(out));
      report.result(
          Json.object()
              .put("keyId", id)
              .put("file", out.toString())
              .put("publicFile", KeyStore.publicFile(out).toString()));
      return 0;
    }
  }
}
