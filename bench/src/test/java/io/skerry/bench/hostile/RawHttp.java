package io.skerry.bench.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP written by hand, so that it can be wrong. */
record RawHttp(String host, int port) {
  private static final int LIMIT_MS = 15_000;

  /** The status of the answer; 0 if the server closed the connection without one. */
  int post(String path, String headers, byte[] body) throws IOException {
    try (Socket socket = open()) {
      send(socket, path, headers, body.length, body);
      return status(socket);
    }
  }

  /** The same, but says that more comes, sends no more and closes its half. */
  int halfClosed(String path, byte[] body) throws IOException {
    try (Socket socket = open()) {
      send(socket, path, "", body.length + 1000, body);
      socket.shutdownOutput();
      return status(socket);
    }
  }

  /** A request of which the last byte never comes. */
  Socket unfinished(String path, byte[] body) throws IOException {
    Socket socket = open();
    send(socket, path, "", body.length + 1, body);
    return socket;
  }

  Socket open() throws IOException {
    Socket socket = new Socket(host, port);
    socket.setSoTimeout(LIMIT_MS);
    return socket;
  }

  private static void send(Socket socket, String path, String headers, int length, byte[] body)
      throws IOException {
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(path, headers, length);
    try {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).matches(".*(reset|Broken pipe).*")) {
        throw e; // a server that refuses early may close: its answer tells
      }
    }
  }

  static int status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] line = new byte[12];
    try {
      int read = in.readNBytes(line, 0, line.length);
      String text = new String(line, 0, read, StandardCharsets.ISO_8859_1);
      return text.matches("HTTP/1.1 [0-9]{3}") ? Integer.parseInt(text.substring(9)) : 0;
    } catch (java.net.SocketException e) {
      return 0; // reset
    }
  }
}
