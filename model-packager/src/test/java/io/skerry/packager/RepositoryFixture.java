package io.skerry.packager;

import io.skerry.packager.key.QuickKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keys, a repository and a proven release; made once per folder. */
public final class RepositoryFixture {
  private final Path folder;
  private final Cli cli = new Cli();

  /** Makes them. */
  public RepositoryFixture(Path folder) throws IOException {
    this.folder = folder;
    for (String key : new String[] {"root", "targets", "online"}) {
      QuickKeys.make(folder.resolve(key));
    }
    String online = Files.readString(folder.resolve("online.pub"));
    Files.writeString(
        folder.resolve("online-keys.json"),
        "{\"snapshot\":[%1$s],\"timestamp\":[%1$s],\"assignments\":[%1$s]}".formatted(online));
    cli.done(
        "init",
        "--repository",
        repository(),
        "--root-key",
        folder.resolve("root"),
        "--targets-key",
        folder.resolve("targets.pub"),
        "--online-keys",
        folder.resolve("online-keys.json"));
  }

  public Path repository() {
    return folder.resolve("repository");
  }

  /** Packs and proves a version of the small model. */
  public Path release(String version) throws IOException {
    Path release = packed(version);
    cli.done("prove", release);
    return release;
  }

  /** Packs a version of the small model. */
  public Path packed(String version) throws IOException {
    Path source = new SourceFixture(folder.resolve("source")).folder();
    Path release = folder.resolve("release-" + version);
    cli.done("pack", source, "--out", release, "--version", version);
    return release;
  }

  /** A command that signs with the targets key. */
  public Cli.Run signing(Object... args) {
    return signingWith("targets", args);
  }

  /** A command that signs with another key. */
  public Cli.Run signingWith(String key, Object... args) {
    Object[] all = java.util.Arrays.copyOf(args, args.length + 4);
    all[args.length] = "--repository";
    all[args.length + 1] = repository();
    all[args.length + 2] = "--key";
    all[args.length + 3] = folder.resolve(key);
    return cli.run(all);
  }
}
