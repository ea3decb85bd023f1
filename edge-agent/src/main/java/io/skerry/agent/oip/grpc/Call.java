package io.skerry.agent.oip.grpc;

import io.netty.buffer.ByteBuf;
import io.skerry.agent.oip.grpc.Assembler.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call: a stream of HTTP/2 that brings messages and takes answers (gRPC over HTTP/2). Event
 * loop only, except {@link #later}.
 */
final class Call {
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);
  private static final String CONTENT_TYPE = "application/grpc";
  private static final String GRPC_STATUS = "grpc-status";
  private static final int MAX_MESSAGE_CHARS = 1024;
  private static final long NO_ERROR = 0;
  private static final long CANCEL = 8;

  private final Context context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final long openedNanos = System.nanoTime();
  private final Assembler assembler;
  private Optional<Receiver> receiver = Optional.empty();
  private Optional<ByteBuf> rest = Optional.empty();
  private Optional<Answer> answer = Optional.empty();
  private boolean paused;
  private boolean draining;
  private boolean inputEnded;
  private boolean begun;
  private boolean over;
  private boolean cutOff;
  private int unsent;
  private long progressNanos = openedNanos;

  Call(Context context, HttpServerRequest request, Assembler assembler) {
    this.context = context;
    this.assembler = assembler;
    this.request = request;
    this.response = request.response();
    response.putHeader("content-type", CONTENT_TYPE);
  }

  /**
   * Begins to read.
   *
   * @param closed run once, when the stream is closed
   */
  void open(Method.Opening opening, Runnable closed) {
    receiver = Optional.of(opening.open(this));
    response.exceptionHandler(Call::gone);
    request.exceptionHandler(Call::gone);
    response.closeHandler(
        now -> {
          over = true;
          tellGone();
          closed.run();
        });
    request.handler(this::chunk);
    request.endHandler(end -> inputEnded());
  }

  /** When its time is over by {@link System#nanoTime}, if the caller set one. */
  Optional<Long> deadlineNanos() {
    return Timeouts.nanos(request.getHeader("grpc-timeout")).map(nanos -> openedNanos + nanos);
  }

  /** Runs this on the call's event loop, soon; from any thread. */
  void later(Runnable task) {
    context.runOnContext(now -> guarded(task::run));
  }

  /** Whether nothing can be answered any more. */
  boolean over() {
    return over;
  }

  /** Reads no further for now. */
  void pause() {
    paused = true;
    request.pause();
  }

  /** Reads on. */
  void resume() {
    if (paused && !over) {
      paused = false;
      progressNanos = System.nanoTime();
      drain();
      if (!paused) {
        request.resume();
      }
    }
  }

  /** Whether the caller reads too slowly to send more now; {@link #whenDrained} tells when. */
  boolean full() {
    return response.writeQueueFull();
  }

  /** Runs this when there is room again. */
  void whenDrained(Runnable task) {
    response.drainHandler(now -> task.run());
  }

  /** Sends one answer of several. */
  Future<Void> write(Buffer frame) {
    return sent(response.write(frame));
  }

  /** Ends well, with the only answer; does nothing where it is over. */
  void reply(ProtoWriter message) {
    if (!over) {
      answer(Frames.frame(message)).onFailure(Call::gone);
    }
  }

  /**
   * Ends well, with the only answer. It is sent when the caller has ended its side: one who is
   * answered before resets its stream.
   */
  Future<Void> answer(Buffer frame) {
    Promise<Void> sent = Promise.promise();
    answer = Optional.of(new Answer(frame, sent));
    if (inputEnded) {
      sendAnswer();
    }
    return sent.future();
  }

  private void sendAnswer() {
    if (over || answer.isEmpty()) {
      return;
    }
    Answer last = answer.get();
    answer = Optional.empty();
    over = true;
    release();
    response.putTrailer(GRPC_STATUS, Status.OK.text());
    sent(response.end(last.frame())).onComplete(last.sent());
  }

  /** Ends well, after the last answer. */
  void end() {
    over = true;
    release();
    put(GRPC_STATUS, Status.OK.text());
    sent(response.end()).onFailure(Call::gone);
  }

  /** Ends with an error; does nothing where it is over. */
  void fail(CallException fault) {
    if (over) {
      return;
    }
    over = true;
    cutOff = true;
    put(GRPC_STATUS, fault.status().text());
    put("grpc-message", percentEncoded(fault.getMessage()));
    sent(response.end()).onFailure(Call::gone);
    tellGone();
  }

  /** Ends the stream at once if it has not moved for that long although it should. */
  void resetIfStalled(long nowNanos, long stalledNanos) {
    boolean reads =
        !over && !paused && (assembler.inMessage() || (!inputEnded && idleMeansStalled()));
    if ((reads || unsent > 0) && nowNanos - progressNanos > stalledNanos) {
      over = true;
      response.reset(CANCEL).onFailure(Call::gone);
      tellGone();
    }
  }

  private boolean idleMeansStalled() {
    return !begun || answer.isPresent();
  }

  private void put(String name, String value) {
    if (response.headWritten()) {
      response.putTrailer(name, value);
    } else {
      response.putHeader(name, value);
    }
  }

  private void chunk(Buffer chunk) {
    begun = true;
    progressNanos = System.nanoTime();
    if (!over) {
      rest = Optional.of(((BufferInternal) chunk).getByteBuf());
      drain();
    }
  }

  private void inputEnded() {
    inputEnded = true;
    whileOpen(
        () -> {
          if (assembler.inMessage()) {
            throw CallException.invalid("expected the rest of a message, got an end");
          }
          receiver.orElseThrow().ended();
          sendAnswer();
        });
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    whileOpen(
        () -> {
          while (rest.isPresent() && !paused && !over) {
            Optional<Message> message = assembler.feed(rest.get());
            if (message.isEmpty()) {
              rest = Optional.empty();
            } else {
              receiver.orElseThrow().message(message.get());
            }
          }
        });
    draining = false;
  }

  private void whileOpen(Step step) {
    if (!over) {
      guarded(step);
    }
  }

  private void guarded(Step step) {
    try {
      step.run();
    } catch (CallException e) {
      fail(e);
    } catch (OutOfMemoryError e) {
      fail(new CallException(Status.RESOURCE_EXHAUSTED, "out of memory: try again in a second"));
    } catch (RuntimeException e) {
      LOG.error("{}", request.path(), e);
      fail(new CallException(Status.INTERNAL, "an internal error, see the agent's log"));
    }
  }

  private void tellGone() {
    Optional<Receiver> told = receiver;
    release();
    told.ifPresent(Receiver::gone);
    Optional<Answer> waiting = answer;
    answer = Optional.empty();
    waiting.ifPresent(last -> last.sent().fail("the caller has gone"));
  }

  private void release() {
    receiver = Optional.empty();
    rest = Optional.empty();
    assembler.free();
  }

  private Future<Void> sent(Future<Void> write) {
    if (unsent++ == 0) {
      progressNanos = System.nanoTime();
    }
    return write.onComplete(
        done -> {
          progressNanos = System.nanoTime();
          if (--unsent == 0 && cutOff && !inputEnded) {
            response.reset(NO_ERROR).onFailure(Call::gone); // what still comes is of no use
          }
        });
  }

  private static void gone(Throwable fault) {
    LOG.debug("a caller has gone: {}", fault.toString());
  }

  private static String percentEncoded(String message) {
    String cut = message.substring(0, Math.min(message.length(), MAX_MESSAGE_CHARS));
    return URLEncoder.encode(cut, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** An answer that waits for the end of the request. */
  private record Answer(Buffer frame, Promise<Void> sent) {}

  /** A step that may end the call. */
  @FunctionalInterface
  private interface Step {
    void run() throws CallException;
  }
}
