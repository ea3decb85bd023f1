package io.skerry.agent.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Takes spans as a collector does (OTLP over HTTP), once it is open. */
public final class Collector implements AutoCloseable {
  public final List<Span> spans = new CopyOnWriteArrayList<>();
  private final CountDownLatch open;
  private final HttpServer http;

  /**
   * Listens on a free port.
   *
   * @param closed whether callers wait until {@link #open}
   */
  public Collector(boolean closed) throws IOException {
    open = new CountDownLatch(closed ? 1 : 0);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/v1/traces", this::take);
    http.start();
  }

  /** A span with the attributes of its process, all as texts. */
  public record Span(
      String trace,
      String id,
      String parent,
      String name,
      long start,
      long end,
      int status,
      Map<String, String> attributes,
      Map<String, String> resource) {}

  /** Where it listens, as the environment says it. */
  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** Answers those who wait. */
  public void open() {
    open.countDown();
  }

  /** The only one of that name. */
  public Span named(String name) {
    List<Span> found = spans.stream().filter(span -> span.name().equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError("expected one span " + name + ", got " + spans);
    }
    return found.get(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    for (UnknownFieldSet group : messages(read(exchange.getRequestBody().readAllBytes()), 1)) {
      Map<String, String> resource = attributes(messages(group, 1).get(0), 1);
      for (UnknownFieldSet scope : messages(group, 2)) {
        messages(scope, 2).forEach(span -> spans.add(span(span, resource)));
      }
    }
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static Span span(UnknownFieldSet span, Map<String, String> resource) {
    List<UnknownFieldSet> status = messages(span, 15);
    List<Long> code = status.isEmpty() ? List.of() : status.get(0).getField(3).getVarintList();
    return new Span(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        span.getField(5).getLengthDelimitedList().get(0).toStringUtf8(),
        span.getField(7).getFixed64List().get(0),
        span.getField(8).getFixed64List().get(0),
        code.isEmpty() ? 0 : code.get(0).intValue(),
        attributes(span, 9),
        resource);
  }

  private static Map<String, String> attributes(UnknownFieldSet owner, int field) {
    Map<String, String> attributes = new TreeMap<>();
    for (UnknownFieldSet pair : messages(owner, field)) {
      UnknownFieldSet value = messages(pair, 2).get(0);
      boolean text = value.hasField(1);
      attributes.put(
          pair.getField(1).getLengthDelimitedList().get(0).toStringUtf8(),
          text
              ? value.getField(1).getLengthDelimitedList().get(0).toStringUtf8()
              : value.getField(3).getVarintList().toString());
    }
    return attributes;
  }

  private static String hex(UnknownFieldSet span, int field) {
    return span.hasField(field)
        ? HexFormat.of()
            .formatHex(span.getField(field).getLengthDelimitedList().get(0).toByteArray())
        : "";
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet owner, int field) {
    return owner.getField(field).getLengthDelimitedList().stream()
        .map(bytes -> read(bytes.toByteArray()))
        .toList();
  }

  private static UnknownFieldSet read(byte[] bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    open();
    http.stop(0);
  }
}
