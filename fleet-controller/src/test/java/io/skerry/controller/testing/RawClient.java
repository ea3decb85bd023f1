package io.skerry.controller.testing;

import io.skerry.controller.authority.TlsIdentity;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/** An MQTT 5 connection with a will that can end without a good-bye. */
public final class RawClient implements AutoCloseable {
  private static final int CONNECT = 0x10;
  private static final int WILL_RETAINED_QOS_1_CLEAN = 0x20 | 0x08 | 0x04 | 0x02;
  private static final int KEEP_ALIVE_S = 60;

  private final Socket socket;

  private RawClient(Socket socket) {
    this.socket = socket;
  }

  /** Connects and waits for the broker's answer. */
  public static RawClient connect(int port, TlsIdentity identity, String clientId, String willTopic)
      throws IOException {
    Socket socket = identity.context().getSocketFactory().createSocket("127.0.0.1", port);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeUTF("MQTT");
    out.writeByte(5);
    out.writeByte(WILL_RETAINED_QOS_1_CLEAN);
    out.writeShort(KEEP_ALIVE_S);
    out.writeByte(0);
    out.writeUTF(clientId);
    out.writeByte(0);
    out.writeUTF(willTopic);
    out.writeUTF("gone");
    if (body.size() > 127) {
      throw new IllegalArgumentException("expected names that fit a short packet");
    }
    socket.getOutputStream().write(new byte[] {CONNECT, (byte) body.size()});
    socket.getOutputStream().write(body.toByteArray());
    socket.getOutputStream().flush();
    if (socket.getInputStream().read() != 0x20) {
      throw new IOException("expected CONNACK");
    }
    return new RawClient(socket);
  }

  /** Cuts the connection. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
