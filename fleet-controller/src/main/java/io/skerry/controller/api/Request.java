package io.skerry.controller.api;

import io.vertx.ext.web.RoutingContext;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

/** One call's request, already authenticated and whole. Thread-safe to read. */
public final class Request {
  private final RoutingContext context;
  private final InputStream stream;

  Request(RoutingContext context, InputStream stream) {
    this.context = context;
    this.stream = stream;
  }

  /**
   * A path parameter, parsed.
   *
   * @throws ProblemException 404 where it can't be parsed: nothing has such a name
   */
  public <T> T path(String name, Function<String, T> parse) {
    String value = context.pathParam(name);
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(404, e.getMessage());
    }
  }

  /**
   * A whole number in the query, {@code byDefault} where absent.
   *
   * @throws ProblemException 400 outside 1 to {@code max}
   */
  public int limit(String name, int byDefault, int max) {
    String text = context.request().getParam(name);
    if (text == null) {
      return byDefault;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, as for a number out of range
    }
    throw ProblemException.of(400, name, "expected 1 to " + max + ", got '" + text + "'");
  }

  /** A header's value. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(context.request().getHeader(name));
  }

  /**
   * The body as strict JSON.
   *
   * @throws ProblemException 400 with field and place, 415 for another content type
   */
  public <T> T body(Class<T> type) {
    return JsonBody.read(header("Content-Type").orElse(""), bytes(), type);
  }

  /** The body's bytes; empty where there is none. */
  public byte[] bytes() {
    return context.body() == null || context.body().buffer() == null
        ? new byte[0]
        : context.body().buffer().getBytes();
  }

  /** The body as it arrives; only in calls mounted by {@link Calls#streaming}. */
  public InputStream stream() {
    return stream;
  }

  /** Who asks: the token's name; {@code anonymous} on open routes. */
  public String who() {
    return Optional.<String>ofNullable(context.get(Authentication.WHO)).orElse("anonymous");
  }
}
