package io.skerry.controller.events;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One listener's connection. A reader that leaves 4,096 messages unsent, or whose connection takes
 * no more for a whole heartbeat, is cut off: it comes back with Last-Event-ID. Sends on its event
 * loop; {@link #take} is thread-safe.
 */
final class EventReader implements EventHub.Listener {
  private static final int MAX_UNSENT = 4096;
  private static final int QUEUE_BYTES = 256 * 1024;
  private static final long HEARTBEAT_MS = 15_000;

  private final EventHub hub;
  private final Set<EventType> types;
  private final HttpServerResponse response;
  private final Vertx vertx;
  private final Context context;
  private final AtomicInteger unsent = new AtomicInteger();
  private boolean wasFull;

  EventReader(EventHub hub, Set<EventType> types, RoutingContext routing) {
    this.hub = hub;
    this.types = types;
    this.response = routing.response();
    this.vertx = routing.vertx();
    this.context = routing.vertx().getOrCreateContext();
  }

  void start(String lastId) {
    response
        .setChunked(true)
        .setWriteQueueMaxSize(QUEUE_BYTES)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("X-Accel-Buffering", "no");
    response.write(": skerry\nretry: 1000\n\n");
    long heartbeat = vertx.setPeriodic(HEARTBEAT_MS, timer -> beat());
    response.closeHandler(
        closed -> {
          vertx.cancelTimer(heartbeat);
          hub.leave(this);
        });
    hub.join(lastId, this);
  }

  @Override
  public void take(Message message) {
    if (!types.contains(message.type())) {
      return;
    }
    if (unsent.incrementAndGet() > MAX_UNSENT) {
      context.runOnContext(ignored -> cutOff());
      return;
    }
    context.runOnContext(ignored -> send(message));
  }

  private void send(Message message) {
    if (response.closed() || response.ended()) {
      return;
    }
    response.write(message.text()).onComplete(written -> unsent.decrementAndGet());
  }

  private void beat() {
    if (response.writeQueueFull() && wasFull) {
      cutOff();
      return;
    }
    wasFull = response.writeQueueFull();
    response.write(": alive\n\n");
  }

  private void cutOff() {
    hub.leave(this);
    response.reset();
  }
}
