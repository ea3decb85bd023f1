package io.skerry.packager.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.protocol.id.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Uploads one blob in pieces of 4 MiB. After every failure the controller is asked how far it came,
 * so nothing is sent twice and a command that was cut off goes on. Confined to one thread.
 */
final class BlobUpload {
  private static final int PIECE_BYTES = 4 << 20;

  private final ControllerApi api;
  private final Backoff backoff;
  private final Report report;

  BlobUpload(ControllerApi api, Backoff backoff, Report report) {
    this.api = api;
    this.backoff = backoff;
    this.report = report;
  }

  /**
   * Uploads it, unless it is there.
   *
   * @return the bytes that were sent; 0 where it was there
   */
  long upload(Sha256 sha256, Path file) throws IOException, Failure {
    long sent = 0;
    try (FileChannel channel = FileChannel.open(file)) {
      while (!isThere(sha256)) {
        sent += pieces(sha256, channel);
      }
    }
    return sent;
  }

  private boolean isThere(Sha256 sha256) throws Failure {
    Answer head = api.call("HEAD", "api/v1/blobs/" + sha256);
    if (!head.isSuccess() && head.status() != 404) {
      throw head.refused();
    }
    return head.isSuccess();
  }

  /** Sends from where the controller is, up to the end or the first failure. */
  private long pieces(Sha256 sha256, FileChannel channel) throws IOException, Failure {
    String path = "api/v1/uploads/" + sha256;
    long length = channel.size();
    long from = offset(path, length);
    long offset = from;
    do {
      byte[] piece = read(channel, offset, length);
      Answer answer;
      try {
        answer = api.patch(path, piece, offset, length);
      } catch (IOException e) {
        backoff.failed("blob " + sha256, ControllerApi.reason(e));
        return offset - from;
      }
      if (answer.isTransient() || answer.status() == 409) {
        backoff.failed("blob " + sha256, "status " + answer.status());
        return offset - from;
      }
      if (!answer.isSuccess()) {
        throw answer.refused();
      }
      offset += piece.length;
      backoff.progressed();
      report.progress("publish: blob %s %d of %d bytes".formatted(sha256, offset, length));
    } while (offset < length);
    return offset - from;
  }

  private long offset(String path, long length) throws Failure {
    Answer answer = api.call("GET", path);
    if (answer.status() == 404) {
      return 0;
    }
    if (!answer.isSuccess()) {
      throw answer.refused();
    }
    JsonNode offset = answer.json().map(json -> json.path("offset")).orElse(null);
    if (offset == null
        || !offset.canConvertToLong()
        || offset.longValue() < 0
        || offset.longValue() > length) {
      throw Failure.refused(path + ": expected an offset of 0 to " + length + ", got " + offset);
    }
    return offset.longValue();
  }

  private static byte[] read(FileChannel channel, long offset, long length) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, length - offset));
    while (piece.hasRemaining()) {
      if (channel.read(piece, offset + piece.position()) < 0) {
        throw new IOException("the file became shorter while it was sent");
      }
    }
    return piece.array();
  }
}
