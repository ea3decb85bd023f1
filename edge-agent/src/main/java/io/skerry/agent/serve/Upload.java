package io.skerry.agent.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the one picture, sound or text of a multipart form into memory, within the limit for its
 * kind; or a text that is the whole body, plain or as {@code {"text": …}}. Event loop only.
 */
final class Upload {
  /** The longest text in a part that is no file. */
  static final int MAX_ATTRIBUTE_BYTES = 64 << 10;

  private static final int OTHER_PARTS_BYTES = 64 << 10;

  private final Memory memory;
  private final int mostBytes;
  private final Promise<Body> promise = Promise.promise();
  private final Buffer bytes = Buffer.buffer();
  private Part part = Part.IMAGE;
  private boolean seen;
  private long total;
  private long held;

  /**
   * One that holds its bytes in this memory.
   *
   * @param mostBytes of the part, if its kind allows as many
   */
  Upload(Memory memory, int mostBytes) {
    this.memory = memory;
    this.mostBytes = mostBytes;
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
    String header = request.getHeader("Content-Type");
    String type = header == null ? "" : header.toLowerCase(Locale.ROOT);
    if (type.startsWith("text/plain") || type.startsWith("application/json")) {
      return text(request, type.startsWith("application/json"));
    }
    if (!type.startsWith("multipart/form-data")) {
      return Future.failedFuture(
          new RefusedException(
              Answer.error(
                  415,
                  "expected multipart/form-data with a part image, audio or text, or a text as"
                      + " text/plain or application/json")));
    }
    if (declaredBytes(request) > most(Part.AUDIO) + OTHER_PARTS_BYTES) {
      return Future.failedFuture(new RefusedException(tooLarge(most(Part.AUDIO))));
    }
    request.uploadHandler(this::begin);
    request.exceptionHandler(
        fault -> refuse(Answer.error(400, "the form is broken: " + fault.getMessage())));
    request.endHandler(end -> end(Optional.ofNullable(request.getFormAttribute("text"))));
    request.setExpectMultipart(true);
    return promise.future();
  }

  /** A text that is the whole body; in JSON each of its bytes may take six. */
  private Future<Body> text(HttpServerRequest request, boolean json) {
    part = Part.TEXT;
    seen = true;
    if (declaredBytes(request) > (json ? 6L : 1L) * most(part) + OTHER_PARTS_BYTES) {
      return Future.failedFuture(new RefusedException(tooLarge(most(part))));
    }
    request.handler(chunk -> keep(chunk, (json ? 6 : 1) * most(part)));
    request.exceptionHandler(
        fault -> refuse(Answer.error(400, "the text is broken: " + fault.getMessage())));
    request.endHandler(end -> endText(json));
    return promise.future();
  }

  private void endText(boolean json) {
    if (!json || promise.future().isComplete()) {
      end(Optional.empty());
      return;
    }
    try {
      JsonNode text = Json.read(bytes.getBytes(), JsonNode.class).path("text");
      if (!text.isTextual()) {
        refuse(Answer.error(400, "expected {\"text\": \"…\"}"));
        return;
      }
      promise.tryComplete(new Body(part, Buffer.buffer(text.textValue())));
    } catch (FormatException e) {
      refuse(Answer.error(400, e.getMessage()));
    }
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
    file.handler(chunk -> keep(chunk, most(part)));
    file.exceptionHandler(fault -> refuse(Answer.error(400, "the form is broken")));
  }

  private void keep(Buffer chunk, int most) {
    count(chunk, most);
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
      refuse(tooLarge(most));
    }
  }

  private int most(Part kind) {
    return Math.min(kind.maxBytes(), mostBytes);
  }

  private static Answer tooLarge(int most) {
    return Answer.error(413, "expected at most " + most + " bytes");
  }

  /** The form is whole; a text may be a part that is no file. */
  private void end(Optional<String> text) {
    if (!seen && text.map(Upload::broken).orElse(false)) {
      refuse(Answer.error(400, "text: expected UTF-8"));
      return;
    }
    if (!seen && text.isPresent()) {
      promise.tryComplete(new Body(Part.TEXT, Buffer.buffer(text.get())));
      return;
    }
    if (!seen || bytes.length() == 0) {
      refuse(Answer.error(400, "expected a part image, audio or text that holds something"));
      return;
    }
    promise.tryComplete(new Body(part, bytes));
  }

  /** What is no UTF-8 is replaced by this before we see it. */
  private static boolean broken(String text) {
    return text.indexOf('\uFFFD') >= 0;
  }

  private void refuse(Answer answer) {
    promise.tryFail(new RefusedException(answer));
  }
}
