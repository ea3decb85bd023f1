package io.skerry.agent.oip;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/**
 * Reads the body of a request into one block of direct memory, within a limit of bytes, a limit of
 * time, and a least pace of 1 KiB/s after the first ten seconds. Used once. Event loop only.
 */
final class BodyReader {
  /** The status of a body that does not come in time. */
  static final int SLOW = 408;

  private static final int FIRST_BYTES = 64 << 10;
  private static final int UNKNOWN = -1;
  private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long LEAST_BYTES_PER_S = 1024;

  private final HttpServerRequest request;
  private final Blocks blocks;
  private final OipLimits limits;
  private final Pace pace;
  private final Promise<Body> promise = Promise.promise();
  private final LongPredicate watch = this::goesOn;
  private final long begun = System.nanoTime();
  private int jsonBytes;
  private Body body;

  BodyReader(HttpServerRequest request, Blocks blocks, OipLimits limits, Pace pace) {
    this.request = request;
    this.blocks = blocks;
    this.limits = limits;
    this.pace = pace;
  }

  /**
   * Begins to read; fails with {@link RefusedException}.
   *
   * @param json how many bytes of JSON come before binary tensors; 0 if there are none
   */
  Future<Body> read(int json) {
    jsonBytes = json;
    try {
      int declared = declared();
      body = Body.of(blocks, json, declared == UNKNOWN ? firstBytes() : declared);
    } catch (RefusedException e) {
      return Future.failedFuture(e);
    }
    if (!BodyTap.take(request, this::chunk)) {
      request.handler(chunk -> chunk(((BufferInternal) chunk).getByteBuf()));
    }
    request.endHandler(end -> end());
    pace.watch(watch);
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    return promise.future();
  }

  /** Reads no more; to be called when the caller has gone. */
  void stop() {
    refuse(new RefusedException(400, "the caller has gone"));
  }

  private int firstBytes() {
    return Math.min(FIRST_BYTES, limits.bodyBytes());
  }

  private int declared() throws RefusedException {
    String length = request.getHeader("Content-Length");
    if (length == null) {
      return request.getHeader("Transfer-Encoding") == null ? 0 : UNKNOWN;
    }
    if (length.length() > 9 || Integer.parseInt(length) > limits.bodyBytes()) {
      throw tooLarge();
    }
    return Integer.parseInt(length);
  }

  private RefusedException tooLarge() {
    return new RefusedException(413, "expected a body of at most " + limits.bodyBytes() + " bytes");
  }

  private void chunk(ByteBuf bytes) {
    if (promise.future().isComplete()) {
      return;
    }
    int length = bytes.readableBytes();
    try {
      if (length > body.room()) {
        grow(length);
      }
      ByteBuffer space = body.space();
      bytes.getBytes(bytes.readerIndex(), space.limit(space.position() + length));
      body.filled(length);
    } catch (RefusedException e) {
      refuse(e);
    }
  }

  /** Only bodies whose length was not declared grow. */
  private void grow(int more) throws RefusedException {
    long needed = (long) body.length() + more;
    if (needed > limits.bodyBytes()) {
      throw tooLarge();
    }
    long doubled = Math.min(limits.bodyBytes(), Math.max(needed, 2L * body.length()));
    Body larger = Body.of(blocks, jsonBytes, (int) doubled);
    larger.space().put(body.bytes(0, body.length()));
    larger.filled(body.length());
    body.free();
    body = larger;
  }

  private void end() {
    if (!promise.future().isComplete()) {
      pace.forget(watch);
      promise.complete(body);
    }
  }

  private boolean goesOn(long now) {
    long took = now - begun;
    boolean slow = took > GRACE_NS && body.length() < took / 1_000_000_000 * LEAST_BYTES_PER_S;
    if (slow || took > limits.body().toNanos()) {
      refuse(
          new RefusedException(
              SLOW,
              "expected the whole body within %d s, got %d bytes"
                  .formatted(limits.body().toSeconds(), body.length())));
    }
    return !promise.future().isComplete();
  }

  private void refuse(RefusedException fault) {
    if (!promise.future().isComplete()) {
      pace.forget(watch);
      body.free();
      promise.fail(fault);
    }
  }
}
