package io.skerry.agent.oip;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Hands the bytes of a body over as they lie in the connection's buffer. Vert.x would copy each
 * chunk to the heap first, which is as much garbage as there are tensors. It stands before Vert.x's
 * own handler, which is told of the body's end only. Event loop only.
 */
final class BodyTap extends ChannelInboundHandlerAdapter {
  private static final String VERTX_HANDLER = "handler";

  /** Of the request whose head Vert.x is told of at this moment. */
  private HttpHeaders head;

  private Handler<ByteBuf> sink;
  private ContextInternal sinkContext;

  /** Stands on a new connection from now on. */
  static void install(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      base.channel().pipeline().addBefore(VERTX_HANDLER, BodyTap.class.getName(), new BodyTap());
    }
  }

  /**
   * Gives all bytes of a request's body to a sink, which may not keep them, in the context of this
   * call, and nothing of it to the request's handler. False if it is too late, since some may have
   * gone to Vert.x already: of a request that waited behind another one.
   */
  static boolean take(HttpServerRequest request, Handler<ByteBuf> sink) {
    if (!(request.connection() instanceof ConnectionBase base)
        || !(base.channel().pipeline().get(BodyTap.class.getName()) instanceof BodyTap tap)) {
      return false;
    }
    boolean begins = tap.head != null && tap.head == (Object) request.headers();
    if (begins) {
      tap.sink = sink;
      tap.sinkContext = ContextInternal.current();
    }
    return begins;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case HttpRequest request -> begin(context, request);
      case HttpContent content when sink != null && content.decoderResult().isSuccess() ->
          pour(context, content);
      default -> context.fireChannelRead(message);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    sink = null;
    head = request.headers();
    try {
      context.fireChannelRead(request);
    } finally {
      head = null;
    }
  }

  private void pour(ChannelHandlerContext context, HttpContent content) {
    try {
      sinkContext.dispatch(content.content(), sink);
    } finally {
      content.release();
    }
    if (content instanceof LastHttpContent) {
      sink = null;
      context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }
}
