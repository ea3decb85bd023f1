package io.skerry.agent.link;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.topic.Topics;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Whom to connect to, and as whom.
 *
 * @param tls presents the device's certificate and trusts the fleet's CA alone; asked for at each
 *     connection, on the link's thread
 */
public record LinkOptions(
    String host, int port, DeviceId device, Topics topics, Supplier<SSLSocketFactory> tls) {
  String uri() {
    return "ssl://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** What one SUBSCRIBE asks for: all that this device is told, and the newest metadata. */
  List<String> subscriptions() {
    return List.of(topics.inFilter(device), topics.repositoryCurrent());
  }

  String presenceTopic() {
    return topics.out(device, "presence");
  }

  /** Whether only the newest message of this topic counts. */
  boolean newestCounts(String topic) {
    return topic.equals(topics.repositoryCurrent())
        || topic.equals(topics.in(device, "assignment"));
  }
}
