package io.skerry.packager.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.file.BoundedRead;
import io.skerry.packager.key.KeyStore;
import io.skerry.packager.repository.RepositoryFolder;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.Limits;
import io.skerry.protocol.tuf.Signed;
import io.skerry.protocol.tuf.Targets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code packager inspect}: says what a file or folder is. */
@Command(
    name = "inspect",
    description =
        "Describe a release folder, a repository, an ONNX file, a TUF metadata file or a key.")
public final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", description = "The file or folder.")
  private Path path;

  @Mixin private Report report;

  @Override
  public Integer call() throws Exception {
    Finding finding = Files.isDirectory(path) ? folder() : file();
    finding.lines().forEach(report::line);
    report.result(finding.json());
    return 0;
  }

  private Finding folder() throws IOException, Failure, FormatException, TrustException {
    if (!RepositoryFolder.isAt(path)) {
      return ReleaseInspection.inspect(path);
    }
    RepositoryFolder repository = RepositoryFolder.open(path);
    Optional<Signed<Targets>> targets = repository.targets(repository.roots().getLast().metadata());
    if (targets.isEmpty()) {
      ObjectNode json = Json.object().put("kind", "metadata");
      return new Finding(List.of("repository with nothing signed yet"), json);
    }
    byte[] file = targets.get().bytes();
    return MetadataInspection.inspect(file, Json.read(file, JsonNode.class));
  }

  private Finding file() throws IOException, Failure, FormatException, TrustException {
    if (!startsAsJson()) {
      return OnnxInspection.inspect(path);
    }
    byte[] file = BoundedRead.file(path, Limits.TARGETS_BYTES);
    JsonNode tree = Json.read(file, JsonNode.class);
    return tree.has("signed") ? MetadataInspection.inspect(file, tree) : key(tree);
  }

  private Finding key(JsonNode tree) throws IOException, Failure, FormatException, TrustException {
    VerifyKey key = KeyStore.publicKey(path);
    String kind = KeyStore.isPrivate(tree) ? "private key, encrypted" : "public key";
    ObjectNode json = Json.object().put("kind", "key").put("keyId", key.id().toString());
    json.put("private", KeyStore.isPrivate(tree)).set("public", key.toTuf());
    return new Finding(List.of(kind, "  id " + key.id(), "  " + key.material()), json);
  }

  /** No protobuf of ours begins with a brace: that would be field 15, a group. */
  private boolean startsAsJson() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.read() == '{';
    }
  }
}
