package io.skerry.bench.serving;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection that sends one request after the other and reads the answers: as little work as
 * can be, since it shares the machine with what it measures. Confined to one thread.
 */
public final class Caller implements AutoCloseable {
  private static final String LENGTH = "content-length: ";

  private final SocketChannel channel;
  private final ByteBuffer request;
  private final ByteBuffer answer = ByteBuffer.allocateDirect(1 << 20);

  /** Connects. */
  public Caller(URI server, ByteBuffer request) throws IOException {
    this.channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
    this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.request = request.duplicate();
  }

  /** Sends the request and reads the whole answer; nanoseconds between. */
  public long call() throws IOException {
    long began = System.nanoTime();
    request.rewind();
    while (request.hasRemaining()) {
      channel.write(request);
    }
    answer.clear();
    int head = -1;
    while (head < 0) {
      read();
      head = headEnd();
    }
    int whole = Math.addExact(head, bodyLength(head));
    while (answer.position() < whole) {
      read();
    }
    return System.nanoTime() - began;
  }

  /** The body of the last answer, as text. */
  public String body() {
    byte[] bytes = new byte[answer.position() - headEnd()];
    answer.get(headEnd(), bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private void read() throws IOException {
    if (channel.read(answer) < 0) {
      throw new EOFException("the server closed the connection");
    }
  }

  private int headEnd() {
    for (int i = 0; i + 3 < answer.position(); i++) {
      if (answer.get(i) == '\r'
          && answer.get(i + 1) == '\n'
          && answer.get(i + 2) == '\r'
          && answer.get(i + 3) == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  private int bodyLength(int head) throws IOException {
    byte[] bytes = new byte[head];
    answer.get(0, bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    int at = text.indexOf(LENGTH);
    if (!text.startsWith("http/1.1 200") || at < 0) {
      throw new IOException("expected 200 with a length, got " + text);
    }
    return Integer.parseInt(text.substring(at + LENGTH.length(), text.indexOf('\r', at)));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
