package io.skerry.packager.pack;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.file.DurableFile;
import io.skerry.packager.file.Folders;
import io.skerry.packager.release.ReleaseFolder;
import io.skerry.packager.source.SourceFolder;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code packager pack}: makes a release folder of a source folder. */
@Command(
    name = "pack",
    description = {
      "Make a release of DIR, which holds model.yaml, pipeline.yaml or config.yaml.",
      "Next: packager prove RELEASE, for a model; then packager sign."
    })
public final class PackCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The source folder.")
  private Path source;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RELEASE",
      description = "The release folder to make; must not exist.")
  private Path out;

  @Option(
      names = "--version",
      paramLabel = "V",
      description = "The version, in place of the description's.")
  private Optional<Version> version = Optional.empty();

  @Mixin private Report report;

  @Override
  public Integer call() throws Exception {
    SourceFolder folder = new SourceFolder(source);
    if (Files.exists(out)) {
      throw Failure.misuse(out + ": exists; choose another folder or remove it first");
    }
    Path parent = Optional.ofNullable(out.toAbsolutePath().getParent()).orElseThrow();
    Files.createDirectories(parent);
    Path temporary =
        Files.createTempDirectory(
            parent,
            ".packing-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    try {
      ReleaseFolder release = new ReleaseFolder(temporary);
      release.blobs().create();
      Manifest manifest = new ReleasePacker(folder, release.blobs(), report).pack(version);
      release.write(manifest);
      DurableFile.rename(temporary, out);
      tell(manifest, Sha256.of(manifest.toBytes()));
    } finally {
      Folders.delete(temporary);
    }
    return 0;
  }

  private void tell(Manifest manifest, Sha256 hash) throws IOException {
    long bytes = manifest.content().blobs().stream().mapToLong(Blob::length).sum();
    report.line("packed " + manifest.release() + " into " + out);
    report.line("  manifest " + hash);
    report.line("  %d blobs, %,d bytes".formatted(manifest.content().blobs().size(), bytes));
    report.result(
        Json.object()
            .put("release", manifest.release().toString())
            .put("manifest", hash.hex())
            .put("folder", out.toString())
            .put("blobs", manifest.content().blobs().size())
            .put("bytes", bytes));
  }
}
