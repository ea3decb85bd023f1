package io.skerry.controller.api;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A request's body as it arrives, one buffer at a time: the next is asked for when this one is
 * read. Made on the event loop, read by one virtual thread; a sender that is silent for 30 s, or
 * slower than its {@link Pace}, ends it.
 */
final class BodyStream extends InputStream {
  private static final long SILENCE_S = 30;

  private final HttpServerRequest request;
  private final Context context;
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private final Pace pace = new Pace();
  private long left;
  private Buffer current = Buffer.buffer();
  private int position;
  private boolean ended;

  BodyStream(HttpServerRequest request, Vertx vertx, long maxBytes) {
    this.request = request;
    this.context = vertx.getOrCreateContext();
    this.left = maxBytes;
    request.pause();
    request.handler(buffer -> pieces.add(new Piece.Part(buffer)));
    request.endHandler(done -> pieces.add(new Piece.End()));
    request.exceptionHandler(fault -> pieces.add(new Piece.Broken(fault)));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (position == current.length() && !ended) {
      next();
    }
    if (ended) {
      return -1;
    }
    int count = Math.min(length, current.length() - position);
    current.getBytes(position, position + count, target, offset);
    position += count;
    return count;
  }

  private void next() throws IOException {
    context.runOnContext(ignored -> request.fetch(1));
    long asked = System.nanoTime();
    switch (await()) {
      case Piece.Part part -> {
        pace.require(part.buffer().length(), System.nanoTime() - asked);
        left -= part.buffer().length();
        if (left < 0) {
          throw new ProblemException(413, "the body is longer than allowed");
        }
        current = part.buffer();
        position = 0;
      }
      case Piece.End end -> ended = true;
      case Piece.Broken broken -> throw new IOException("the sender went away", broken.fault());
    }
  }

  private Piece await() throws IOException {
    try {
      Piece piece = pieces.poll(SILENCE_S, TimeUnit.SECONDS);
      if (piece == null) {
        throw new IOException("the sender was silent for " + SILENCE_S + " s");
      }
      return piece;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private sealed interface Piece {
    record Part(Buffer buffer) implements Piece {}

    record End() implements Piece {}

    record Broken(Throwable fault) implements Piece {}
  }
}
