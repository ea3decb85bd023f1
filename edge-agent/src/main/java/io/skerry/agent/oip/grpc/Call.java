package io.skerry.agent.oip.grpc;

import io.skerry.agent.oip.grpc.Assembler.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
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
  private static final long NO_ERROR = 0;
  private static final long CANCEL = 8;

  private final Context context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final long openedNanos = System.nanoTime();
  private final Inlet inlet;
  private Optional<Receiver> receiver = Optional.empty();
  private Optional<Answer> answer = Optional.empty();
  private boolean inputEnded;
  private boolean begun;
  private boolean over;
  private boolean cutOff;
  private int unsent;
  private long progressNanos = openedNanos;

  Call(Context context, HttpServerRequest request, Assembler assembler) {
    this.context = context;
    this.inlet = new Inlet(assembler);
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
    inlet.pause(true);
    request.pause();
  }

  /** Reads on. */
  void resume() {
    if (inlet.paused() && !over) {
      inlet.pause(false);
      progressNanos = System.nanoTime();
      guarded(() -> inlet.drain(this::message));
      if (!inlet.paused()) {
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
    Trailers.putOkAfterAnswer(response);
    sent(response.end(last.frame())).onComplete(last.sent());
  }

  /** Ends well, after the last answer. */
  void end() {
    over = true;
    release();
    Trailers.putOk(response);
    sent(response.end()).onFailure(Call::gone);
  }

  /** Ends with an error; does nothing where it is over. */
  void fail(CallException fault) {
    if (over) {
      return;
    }
    over = true;
    cutOff = true;
    Trailers.put(response, fault);
    sent(response.end()).onFailure(Call::gone);
    tellGone();
  }

  /** Ends the stream at once if it has not moved for that long although it should. */
  void resetIfStalled(long nowNanos, long stalledNanos) {
    boolean owesMore = inlet.inMessage() || (!inputEnded && (!begun || answer.isPresent()));
    boolean reads = !over && !inlet.paused() && owesMore;
    if ((reads || unsent > 0) && nowNanos - progressNanos > stalledNanos) {
      over = true;
      response.reset(CANCEL).onFailure(Call::gone);
      tellGone();
    }
  }

  private void chunk(Buffer chunk) {
    begun = true;
    progressNanos = System.nanoTime();
    if (!over) {
      guarded(() -> inlet.feed(((BufferInternal) chunk).getByteBuf(), this::message));
    }
  }

  private void inputEnded() {
    inputEnded = true;
    if (over) {
      return;
    }
    guarded(
        () -> {
          if (inlet.inMessage()) {
            throw CallException.invalid("expected the rest of a message, got an end");
          }
          receiver.orElseThrow().ended();
          sendAnswer();
        });
  }

  private void message(Message message) throws CallException {
    receiver.orElseThrow().message(message);
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
    inlet.close();
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

  /** An answer that waits for the end of the request. */
  private record Answer(Buffer frame, Promise<Void> sent) {}

  /** A step that may end the call. */
  @FunctionalInterface
  private interface Step {
    void run() throws CallException;
  }
}
