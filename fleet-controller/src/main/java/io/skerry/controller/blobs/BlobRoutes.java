package io.skerry.controller.blobs;

import io.skerry.controller.api.Answer;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.ProblemException;
import io.skerry.controller.api.Request;
import io.skerry.controller.api.Routes;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;

/** {@code HEAD blobs/{sha256}}, {@code GET uploads/{sha256}}, {@code PATCH uploads/{sha256}}. */
public final class BlobRoutes implements Routes {
  private static final String OFFSET = "Upload-Offset";
  private static final String LENGTH = "Upload-Length";

  private final Calls calls;
  private final BlobStore blobs;
  private final Uploads uploads;

  public BlobRoutes(Calls calls, BlobStore blobs, Uploads uploads) {
    this.calls = calls;
    this.blobs = blobs;
    this.uploads = uploads;
  }

  @Override
  public void mount(Router router) {
    calls.answer(router.head("/api/v1/blobs/:sha256"), this::head);
    calls.answer(router.get("/api/v1/uploads/:sha256"), this::offset);
    calls.streaming(
        router.route(HttpMethod.PATCH, "/api/v1/uploads/:sha256"), Blob.MAX_BYTES, this::append);
  }

  private Answer head(Request request) throws IOException {
    Sha256 blob = request.path("sha256", Sha256::new);
    OptionalLong length = blobs.length(blob);
    if (length.isEmpty()) {
      throw ProblemException.notFound("blob", blob);
    }
    return Answer.empty(200).with(LENGTH, String.valueOf(length.getAsLong()));
  }

  private Answer offset(Request request) throws IOException {
    return Answer.json(Map.of("offset", uploads.offset(request.path("sha256", Sha256::new))));
  }

  private Answer append(Request request) throws IOException {
    Sha256 blob = request.path("sha256", Sha256::new);
    long offset = number(request, OFFSET);
    long total = number(request, LENGTH);
    return switch (uploads.append(blob, offset, total, request.stream())) {
      case UploadResult.Whole whole ->
          Answer.created("/api/v1/blobs/" + blob, Map.of("offset", total));
      case UploadResult.Partial partial ->
          Answer.json(Map.of("offset", partial.offset()))
              .with(OFFSET, String.valueOf(partial.offset()));
      case UploadResult.WrongOffset wrong ->
          throw new ProblemException(409, "go on from offset " + wrong.expected());
      case UploadResult.Busy busy ->
          throw new ProblemException(409, "another upload of this blob is under way");
      case UploadResult.WrongHash wrong ->
          throw new ProblemException(422, "sha256 expected " + blob + ", got " + wrong.actual());
      case UploadResult.NoRoom room -> throw new ProblemException(507, room.reason());
    };
  }

  private static long number(Request request, String header) {
    String text = request.header(header).orElse("");
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, as for a negative number
    }
    throw ProblemException.of(400, header, "expected a number of bytes, got '" + text + "'");
  }
}
