package io.skerry.packager.repository;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.file.BoundedRead;
import io.skerry.packager.key.KeyStore;
import io.skerry.packager.key.PassphraseOption;
import io.skerry.packager.key.Terminal;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.KeySet;
import io.skerry.protocol.tuf.MetadataWriter;
import io.skerry.protocol.tuf.RoleName;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Signed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code packager init}: makes a repository and signs its first root. */
@Command(
    name = "init",
    description = {
      "Make a repository: root.json version 1, which names every key.",
      "Root keys that don't sign now are given as FILE.pub; at least --threshold must sign."
    })
public final class InitCommand implements Callable<Integer> {
  private static final int MAX_KEY_BYTES = 16 * 1024;

  @Option(names = "--repository", required = true, paramLabel = "R", description = "The folder.")
  private Path repository;

  @Option(
      names = "--root-key",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "Root keys.")
  private List<Path> rootKeys;

  @Option(
      names = "--threshold",
      paramLabel = "N",
      description = "How many root keys must sign (default: more than half).")
  private Optional<Integer> threshold = Optional.empty();

  @Option(
      names = "--targets-key",
      required = true,
      arity = "1..*",
      paramLabel = "FILE.pub",
      description = "The publishers' keys; each may sign alone.")
  private List<Path> targetsKeys;

  @Option(
      names = "--online-keys",
      required = true,
      paramLabel = "F",
      description = "online-keys.json of 'controller init'.")
  private Path onlineKeys;

  @Option(
      names = "--expires-days",
      paramLabel = "N",
      defaultValue = "365",
      description = "How long the root holds (default ${DEFAULT-VALUE}).")
  private int expiresDays;

  @Mixin private final PassphraseOption passphrases;
  @Mixin private Report report;
  private final Clock clock;

  /** Asks for passphrases at this terminal. */
  public InitCommand(Terminal terminal, Clock clock) {
    this.passphrases = new PassphraseOption(terminal);
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    if (RepositoryFolder.isAt(repository)) {
      throw Failure.misuse(repository + ": holds a repository already; choose another folder");
    }
    Root root = Root.of(1, SigningOptions.expiry(clock, "--expires-days", expiresDays), keySets());
    List<Signer> signers = signers(root.role(RoleName.ROOT).threshold());
    byte[] file = MetadataWriter.sign(root, signers);
    Signed.root(file).verify(root);
    RepositoryFolder folder = new RepositoryFolder(repository);
    folder.create();
    folder.writeFirstRoot(file);
    tell(root, folder, file);
    return 0;
  }

  private Map<RoleName, KeySet> keySets()
      throws IOException, Failure, FormatException, TrustException {
    OnlineKeys online = OnlineKeys.read(onlineKeys);
    int needed = threshold.orElse(rootKeys.size() / 2 + 1);
    if (needed < 1 || needed > rootKeys.size()) {
      throw Failure.misuse(
          "--threshold: expected 1 to " + rootKeys.size() + " (the root keys), got " + needed);
    }
    Map<RoleName, KeySet> keySets = new EnumMap<>(RoleName.class);
    keySets.put(RoleName.ROOT, new KeySet(publicKeys(rootKeys), needed));
    keySets.put(RoleName.TARGETS, new KeySet(publicKeys(targetsKeys), 1));
    keySets.put(RoleName.SNAPSHOT, OnlineKeys.keySet("snapshot", online.snapshot()));
    keySets.put(RoleName.TIMESTAMP, OnlineKeys.keySet("timestamp", online.timestamp()));
    keySets.put(RoleName.ASSIGNMENTS, OnlineKeys.keySet("assignments", online.assignments()));
    return keySets;
  }

  private List<VerifyKey> publicKeys(List<Path> files)
      throws IOException, Failure, FormatException, TrustException {
    List<VerifyKey> keys = new ArrayList<>();
    for (Path file : files) {
      VerifyKey key = KeyStore.publicKey(file);
      if (keys.stream().anyMatch(other -> other.material().equals(key.material()))) {
        throw Failure.misuse(file + ": the same key twice; give each once");
      }
      keys.add(key);
    }
    return keys;
  }

  private List<Signer> signers(int needed)
      throws IOException, Failure, FormatException, TrustException {
    List<Path> privateFiles = new ArrayList<>();
    for (Path file : rootKeys) {
      if (KeyStore.isPrivate(Json.read(BoundedRead.file(file, MAX_KEY_BYTES), JsonNode.class))) {
        privateFiles.add(file);
      }
    }
    if (privateFiles.size() < needed) {
      throw Failure.refused(
          "root: expected %d private keys to sign, got %d; give more, not only FILE.pub"
              .formatted(needed, privateFiles.size()));
    }
    List<Signer> signers = new ArrayList<>();
    for (Path file : privateFiles) {
      signers.add(KeyStore.open(file, passphrases));
    }
    return signers;
  }

  private void tell(Root root, RepositoryFolder folder, byte[] file) {
    String path = folder.rootFile(1).toString();
    report.line("wrote " + path + ", valid until " + root.expires());
    report.line("  sha256 " + Sha256.of(file) + ": compare it on every device that gets the file");
    report.result(
        Json.object()
            .put("root", path)
            .put("sha256", Sha256.of(file).hex())
            .put("version", 1)
            .put("threshold", root.role(RoleName.ROOT).threshold())
            .put("expires", root.expires().toString()));
  }
}
