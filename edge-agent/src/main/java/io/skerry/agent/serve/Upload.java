package io.skerry.agent.serve;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * Reads the one picture or sound of a multipart form into memory, within the limit for its kind.
 * Event loop only.
 */
final class Upload {
  private static final int OTHER_PARTS_BYTES = 64 << 10;

  private final Memory memory;
  private final Promise<Body> promise = Promise.promise();
  private final Buffer bytes = Buffer.buffer();
  private Part part = Part.IMAGE;
  private boolean seen;
  private long total;
  private long held;

  /** One that holds its bytes in this memory. */
  Upload(Memory memory) {
    this.memory = memory;
  }

  /** A part and its bytes. */
  record Body(Part part, Buffer bytes) {}

  /** A form that can't be used. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Answer answer;

    RefusedException(Answer answer) {
      super("refused");
      this.answer = answer;
    }

    Answer answer() {
      return answer;
    }
  }

  /** Gives back the memory; the bytes are not used any more. */
  void free() {
    refuse(Answer.busy()); // no chunk that comes now is kept
    memory.give(held);
    held = 0;
  }

  /** Begins to read; fails with {@link RefusedException} where the caller is at fault. */
  Future<Body> read(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
      return Future.failedFuture(
          new RefusedException(
              Answer.error(415, "expected multipart/form-data with a part image or audio")));
    }
    if (declaredBytes(request) > Part.AUDIO.maxBytes() + OTHER_PARTS_BYTES) {
      return Future.failedFuture(
          new RefusedException(
              Answer.error(413, "expected at most " + Part.AUDIO.maxBytes() + " bytes")));
    }
    request.uploadHandler(this::begin);
    request.exceptionHandler(
        fault -> refuse(Answer.error(400, "the form is broken: " + fault.getMessage())));
    request.endHandler(end -> end());
    request.setExpectMultipart(true);
    return promise.future();
  }

  /** What the caller says will come; 0 if it doesn't. */
  private static long declaredBytes(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length != null && length.matches("[0-9]{1,18}") ? Long.parseLong(length) : 0;
  }

  private void begin(HttpServerFileUpload file) {
    Part named = Part.of(file.name()).orElse(null);
    if (named == null || seen) {
      file.handler(chunk -> count(chunk, OTHER_PARTS_BYTES));
      return;
    }
    part = named;
    seen = true;
    file.handler(this::keep);
    file.exceptionHandler(fault -> refuse(Answer.error(400, "the form is broken")));
  }

  private void keep(Buffer chunk) {
    count(chunk, part.maxBytes());
    if (promise.future().isComplete()) {
      return;
    }
    if (!memory.take(chunk.length())) {
      refuse(Answer.busy());
      return;
    }
    held += chunk.length();
    bytes.appendBuffer(chunk);
  }

  private void count(Buffer chunk, int most) {
    total += chunk.length();
    if (total > (long) most + OTHER_PARTS_BYTES) {
      refuse(Answer.error(413, "expected at most " + most + " bytes"));
    }
  }

  private void end() {
    if (!seen || bytes.length() == 0) {
      refuse(Answer.error(400, "expected a part image or audio that holds a file"));
      return;
    }
    promise.tryComplete(new Body(part, bytes));
  }

  private void refuse(Answer answer) {
    promise.tryFail(new RefusedException(answer));
  }
}
