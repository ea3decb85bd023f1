package io.skerry.agent.oip.grpc;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls under way: who may call what, and what has stood still for too long. Event loop only,
 * always the same one.
 */
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
  private static final long STALLED_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long LOOK_MS = 5000;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Methods methods;
  private final Blocks blocks;
  private final Predicate<Optional<String>> allows;
  private final Set<Call> open = new HashSet<>();
  private int connections;
  private long timer = NO_TIMER;

  Calls(Vertx vertx, Methods methods, Blocks blocks, Predicate<Optional<String>> allows) {
    this.vertx = vertx;
    this.methods = methods;
    this.blocks = blocks;
    this.allows = allows;
  }

  /** Counts a connection; one too many is closed. */
  void connected(HttpConnection connection, int most) {
    connections++;
    connection.closeHandler(closed -> connections--);
    if (connections > most) {
      connection.close().onFailure(Calls::gone);
    }
  }

  /** Takes a call. */
  void open(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2
        || !request.method().equals(HttpMethod.POST)
        || !isGrpc(request.getHeader("content-type"))) {
      request
          .response()
          .setStatusCode(415)
          .end("expected POST over HTTP/2 with content type application/grpc")
          .onFailure(Calls::gone);
      return;
    }
    try {
      read(request, method(request));
    } catch (CallException e) {
      new Call(vertx.getOrCreateContext(), request, new Assembler(blocks, 0)).fail(e);
    }
  }

  private void read(HttpServerRequest request, Method method) {
    Assembler assembler = new Assembler(blocks, method.maxBytes());
    Call call = new Call(vertx.getOrCreateContext(), request, assembler);
    open.add(call);
    call.open(method.opening(), () -> open.remove(call));
    if (timer == NO_TIMER) {
      timer = vertx.setPeriodic(LOOK_MS, now -> look());
    }
  }

  private static boolean isGrpc(String contentType) {
    return contentType != null
        && (contentType.equals("application/grpc")
            || contentType.startsWith("application/grpc+proto")
            || contentType.startsWith("application/grpc;"));
  }

  private Method method(HttpServerRequest request) throws CallException {
    String path = request.path();
    if (!path.equals(Methods.HEALTH)
        && !allows.test(Optional.ofNullable(request.getHeader("authorization")))) {
      throw new CallException(Status.UNAUTHENTICATED, "expected the bearer token");
    }
    return methods
        .find(path)
        .orElseThrow(() -> new CallException(Status.UNIMPLEMENTED, "no such method is served"));
  }

  /** Only while there are calls: an idle device stays idle. */
  private void look() {
    if (open.isEmpty()) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
      return;
    }
    long now = System.nanoTime();
    List.copyOf(open).forEach(call -> call.resetIfStalled(now, STALLED_NANOS));
  }

  private static void gone(Throwable fault) {
    LOG.debug("a caller has gone: {}", fault.toString());
  }
}
