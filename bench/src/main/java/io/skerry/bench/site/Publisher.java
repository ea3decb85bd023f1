package io.skerry.bench.site;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.process.Command;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Manifest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The publishing team: its keys, its repository folder, and the packager that works on them.
 *
 * @param folder holds keys and releases
 * @param repository what is signed
 * @param passphrase of the keys, handed over on standard input
 */
public record Publisher(Command command, Path folder, Path repository, String passphrase) {
  private static final String MODULE = "model-packager";

  public Path rootFile() {
    return repository().resolve("metadata/1.root.json");
  }

  public Path release(String name) {
    return folder.resolve("releases").resolve(name);
  }

  /** The manifest of a release folder. */
  public Manifest manifest(String name) {
    try {
      return Manifest.parse(Files.readAllBytes(release(name).resolve("manifest.json")));
    } catch (IOException | FormatException e) {
      throw new IllegalStateException(name, e);
    }
  }

  public void makeKeys() {
    Folders.create(folder.resolve("keys"));
    Stream.of("root", "targets")
        .parallel()
        .forEach(key -> signed("keys", "new", "--out", key(key).toString()));
  }

  public void init(Path onlineKeys) {
    signed(
        "init",
        "--repository",
        repository().toString(),
        "--root-key",
        key("root").toString(),
        "--targets-key",
        key("targets") + ".pub",
        "--online-keys",
        onlineKeys.toString());
  }

  public JsonNode pack(Path source, String name, String... more) {
    List<String> line = new ArrayList<>(List.of("pack", source.toString()));
    line.addAll(List.of("--out", release(name).toString()));
    line.addAll(List.of(more));
    return run(line).json();
  }

  public JsonNode prove(String name, String... more) {
    List<String> line = new ArrayList<>(List.of("prove", release(name).toString()));
    line.addAll(List.of(more));
    return run(line).json();
  }

  public void sign(String name, String... more) {
    signedWithTargets(List.of("sign", release(name).toString()), more);
  }

  public void signAll(Collection<String> names) {
    List<String> line = new ArrayList<>(List.of("sign"));
    names.forEach(name -> line.add(release(name).toString()));
    signedWithTargets(line);
  }

  /** The same team and releases with another repository, such as one for another fleet. */
  public Publisher at(Path otherRepository) {
    return new Publisher(command, folder, otherRepository, passphrase);
  }

  /** Tries to sign and answers how that ended. */
  public Command.Outcome trySign(String name) {
    return command.run(
        MODULE,
        passphrase + "\n",
        "sign",
        release(name).toString(),
        "--repository",
        repository().toString(),
        "--key",
        key("targets").toString(),
        "--passphrase-fd",
        "0");
  }

  public void floor(String model, String version) {
    signedWithTargets(List.of("floor", model, version));
  }

  public JsonNode publish(URI url, Path controllerState) {
    return run(List.of(
            "publish",
            "--repository",
            repository().toString(),
            "--url",
            url.toString(),
            "--authority",
            controllerState.resolve("authority.pem").toString(),
            "--token-file",
            controllerState.resolve("admin-token").toString()))
        .json();
  }

  public Path key(String name) {
    return folder.resolve("keys").resolve(name + ".key");
  }

  private void signedWithTargets(List<String> first, String... more) {
    List<String> line = new ArrayList<>(first);
    line.addAll(
        List.of("--repository", repository().toString(), "--key", key("targets").toString()));
    line.addAll(List.of(more));
    signed(line.toArray(String[]::new));
  }

  private void signed(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--passphrase-fd", "0"));
    run(line);
  }

  private Command.Outcome run(List<String> arguments) {
    List<String> line = new ArrayList<>(arguments);
    line.add("--json");
    return command.expect(MODULE, passphrase + "\n", line.toArray(String[]::new));
  }
}
