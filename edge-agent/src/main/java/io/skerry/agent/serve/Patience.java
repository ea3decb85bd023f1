package io.skerry.agent.serve;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes one connection when nothing has moved on it for a while; for much longer if it waits for
 * an answer: an inference, or a load before it, may take its time. A request that has not come
 * whole, or whose answer is not read, gets no more time than none. Event loop only.
 */
final class Patience extends IdleStateHandler {
  private static final AttributeKey<Patience> KEY = AttributeKey.valueOf(Patience.class, "own");
  private static final String VERTX_HANDLER = "handler";

  private final long mostPeriods;

  /** The newest; null before the first. */
  private HttpServerRequest last;

  private long periods;

  /**
   * For one connection.
   *
   * @param idle after which it is closed
   * @param answer after which it is closed although it waits for an answer
   */
  private Patience(Duration idle, Duration answer) {
    super(true, 0, 0, idle.toMillis(), TimeUnit.MILLISECONDS); // bytes that leave count, too
    mostPeriods = answer.toMillis() / idle.toMillis();
  }

  /** Watches a new connection from now on. */
  static void install(HttpConnection connection, ServeConfig.Waits waits) {
    if (connection instanceof ConnectionBase base) {
      Patience patience = new Patience(waits.idle(), waits.answer());
      base.channel().attr(KEY).set(patience);
      base.channel().pipeline().addBefore(VERTX_HANDLER, Patience.class.getName(), patience);
    }
  }

  /** A connection has brought the head of a request, after it got its answers to all before. */
  static void began(HttpServerRequest request) {
    if (request.connection() instanceof ConnectionBase base) {
      Patience patience = base.channel().attr(KEY).get();
      patience.last = request;
      patience.periods = 0;
    }
  }

  @Override
  protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) throws Exception {
    periods++;
    if (!waitsForAnswer() || periods >= mostPeriods) {
      super.channelIdle(context, event); // Vert.x closes it
    }
  }

  private boolean waitsForAnswer() {
    return last != null && last.isEnded() && !last.response().ended();
  }
}
