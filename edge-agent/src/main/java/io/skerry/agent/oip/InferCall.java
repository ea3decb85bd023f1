package io.skerry.agent.oip;

import io.netty.buffer.Unpooled;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Answered;
import io.skerry.agent.infer.InferOutcome.Refused;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Ticket;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to infer from its body to its answer. A caller that goes away takes it back. Much
 * JSON is read and written on a worker thread, everything else on the event loop. Used once. Event
 * loop only.
 */
final class InferCall {
  private static final Logger LOG = LoggerFactory.getLogger(InferCall.class);
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");
  private static final String HEADER_LENGTH = "Inference-Header-Content-Length";
  private static final int LARGE_JSON_BYTES = 1 << 20;
  private static final int LARGE_OUTPUT_BYTES = 256 << 10;

  private final HttpServerRequest request;
  private final Reply reply;
  private final Served model;
  private final Blocks blocks;
  private final Context context;
  private Ticket ticket = Ticket.FINAL;
  private boolean gone;

  InferCall(HttpServerRequest request, Served model, Blocks blocks, Context context) {
    this.request = request;
    this.reply = new Reply(request);
    this.model = model;
    this.blocks = blocks;
    this.context = context;
  }

  /** Reads the body with this, and goes on from there. */
  void begin(BodyReader reader) {
    int json;
    try {
      json = jsonBytes();
    } catch (InvalidRequestException e) {
      reply.error(400, e.getMessage());
      return;
    }
    request.response().closeHandler(closed -> leave(reader));
    request.exceptionHandler(fault -> leave(reader));
    reader.read(Math.max(json, 0)).onSuccess(body -> parse(body, json)).onFailure(this::refuse);
  }

  private void leave(BodyReader reader) {
    gone = true;
    reader.stop();
    ticket.cancel();
  }

  /** The length of the JSON; -1 if that is all of the body. */
  private int jsonBytes() throws InvalidRequestException {
    String given = request.getHeader(HEADER_LENGTH);
    if (given == null) {
      return -1;
    }
    if (!LENGTH.matcher(given).matches() || Integer.parseInt(given) == 0) {
      throw new InvalidRequestException(
          HEADER_LENGTH + ": expected the length of the JSON before binary tensors, got " + given);
    }
    return Integer.parseInt(given);
  }

  private void parse(Body body, int json) {
    if (json > body.length()) {
      body.free();
      reply.error(
          400,
          "%s: expected at most the %d bytes of the body, got %d"
              .formatted(HEADER_LENGTH, body.length(), json));
      return;
    }
    int length = json < 0 ? body.length() : json;
    if (length <= LARGE_JSON_BYTES) {
      try {
        submit(read(body, length));
      } catch (InvalidRequestException | RefusedException | RuntimeException e) {
        refuse(e);
      }
      return;
    }
    context
        .executeBlocking(() -> read(body, length), false)
        .onSuccess(this::submit)
        .onFailure(this::refuse);
  }

  private ReadRequest read(Body body, int length) throws InvalidRequestException, RefusedException {
    try {
      return RequestReader.read(blocks, body, length);
    } finally {
      body.free();
    }
  }

  private void submit(ReadRequest read) {
    if (gone) {
      read.free();
      return;
    }
    try {
      ticket =
          model.infer(read.request(), outcome -> context.runOnContext(now -> ended(read, outcome)));
    } catch (RuntimeException e) {
      read.free();
      refuse(e);
    }
  }

  private void ended(ReadRequest read, InferOutcome outcome) {
    read.free();
    switch (outcome) {
      case Refused(InferOutcome.Reason reason, String message) ->
          reply.error(status(reason), message);
      case Answered answered -> answer(read, answered);
    }
  }

  private static int status(InferOutcome.Reason reason) {
    return switch (reason) {
      case INVALID -> 400;
      case UNKNOWN_MODEL -> 404;
      case BUSY, UNAVAILABLE, CANCELLED -> 503;
      case LATE -> 504;
      case FAILED -> 500;
    };
  }

  private void answer(ReadRequest read, Answered answered) {
    if (gone) {
      answered.free();
      return;
    }
    long bytes = answered.outputs().values().stream().mapToLong(RawTensors::bytes).sum();
    Future<Written> written =
        bytes <= LARGE_OUTPUT_BYTES || read.binary()
            ? write(read, answered)
            : context.executeBlocking(
                () -> AnswerWriter.write(model.name(), read, answered), false);
    written.compose(this::send).onFailure(this::refuse).onComplete(sent -> answered.free());
  }

  private Future<Written> write(ReadRequest read, Answered answered) {
    try {
      return Future.succeededFuture(AnswerWriter.write(model.name(), read, answered));
    } catch (RefusedException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Void> send(Written written) {
    JsonSink json = written.json();
    if (written.binary().isEmpty()) {
      return reply.send(200, "application/json", whole(json));
    }
    request.response().putHeader(HEADER_LENGTH, Integer.toString(json.length()));
    AnswerBody body = AnswerBody.of(blocks.pool(), written);
    return reply
        .send(200, "application/octet-stream", body.buffer())
        .onComplete(sent -> body.own().free());
  }

  private static Buffer whole(JsonSink json) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(json.array(), 0, json.length()));
  }

  private void refuse(Throwable fault) {
    if (gone) {
      return;
    }
    switch (fault) {
      case InvalidRequestException invalid -> reply.error(400, invalid.getMessage());
      case RefusedException refused when refused.status() == BodyReader.SLOW ->
          reply.breakOff(refused.status(), refused.getMessage());
      case RefusedException refused -> reply.error(refused.status(), refused.getMessage());
      case IOException hungUp -> LOG.debug("a caller has gone: {}", hungUp.toString());
      default -> {
        LOG.error("{} {}", request.method(), request.path(), fault);
        reply.breakOff(500, "an internal error, see the agent's log");
      }
    }
  }
}
