package io.skerry.packager.publish;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.file.BoundedRead;
import io.skerry.packager.repository.RepositoryFolder;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code packager publish}: brings the repository to a fleet's controller. */
@Command(
    name = "publish",
    description = {
      "Upload what the controller lacks and publish the newest targets.",
      "Can be run again at any time; an upload that was cut off goes on where it was."
    })
public final class PublishCommand implements Callable<Integer> {
  private static final int MAX_TOKEN_BYTES = 4096;

  @Option(
      names = "--repository",
      required = true,
      paramLabel = "R",
      description = "The repository folder.")
  private Path repository;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "The controller, https://host:port.")
  private URI url;

  @Option(
      names = "--authority",
      required = true,
      paramLabel = "ca.pem",
      description = "The fleet's certificate authority, the only one that is trusted.")
  private Path authority;

  @Option(
      names = "--token-file",
      required = true,
      paramLabel = "F",
      description = "The file with the controller's API token.")
  private Path tokenFile;

  @Mixin private Report report;
  private final Backoff.Pause pause;

  /** Waits between attempts by {@code pause}. */
  public PublishCommand(Backoff.Pause pause) {
    this.pause = pause;
  }

  @Override
  public Integer call() throws Exception {
    Publication publication = Publication.of(RepositoryFolder.open(repository));
    Backoff backoff = new Backoff(pause, report);
    try (ControllerApi api =
        new ControllerApi(Authority.tls(authority), base(), token(), backoff)) {
      Publisher.Sent sent = new Publisher(api, backoff, report).publish(publication);
      long version = publication.targets().metadata().version();
      report.line("published targets version %d to %s".formatted(version, url));
      report.line(
          "  sent %d of %d blobs, %,d bytes"
              .formatted(sent.blobs(), publication.blobs().size(), sent.bytes()));
      report.result(
          Json.object()
              .put("targetsVersion", version)
              .put("blobs", publication.blobs().size())
              .put("sentBlobs", sent.blobs())
              .put("sentBytes", sent.bytes()));
    }
    return 0;
  }

  private URI base() throws Failure {
    if (!"https".equals(url.getScheme()) || url.getHost() == null) {
      throw Failure.misuse("--url: expected https://host:port, got " + url);
    }
    return url.resolve("/");
  }

  private String token() throws IOException, Failure {
    byte[] file = BoundedRead.file(tokenFile, MAX_TOKEN_BYTES);
    String token = new String(file, StandardCharsets.US_ASCII).strip();
    if (!token.matches("[\\x21-\\x7e]+")) {
      throw Failure.misuse(tokenFile + ": expected one line with the token");
    }
    return token;
  }
}
