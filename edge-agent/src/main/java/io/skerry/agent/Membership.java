package io.skerry.agent;

import io.skerry.agent.enrol.Identity;
import io.skerry.agent.enrol.Place;
import io.skerry.agent.fetch.MqttChunks;
import io.skerry.agent.fetch.MqttMetadata;
import io.skerry.agent.link.LinkOptions;
import io.skerry.agent.link.MqttLink;
import io.skerry.agent.outbox.Outbox;
import io.skerry.agent.outbox.OutboxLimits;
import io.skerry.agent.state.Database;
import io.skerry.protocol.topic.Topics;

/**
 * This device's connection to its fleet, and what goes over it. The maker closes it.
 *
 * @param outbox takes results before it is started
 */
record Membership(Identity identity, Topics topics, MqttLink link, Outbox outbox, Exchange exchange)
    implements AutoCloseable {
  static Membership of(Identity identity, Database database, OutboxLimits limits) {
    Place place = identity.place();
    Topics topics = new Topics(place.fleet());
    MqttLink link =
        new MqttLink(
            new LinkOptions(
                place.mqttHost(), place.mqttPort(), place.device(), topics, identity.tls()));
    return new Membership(
        identity,
        topics,
        link,
        Outbox.open(database, limits, link, topics, place.device()),
        new Exchange(
            new MqttMetadata(link, topics, place.device()),
            new MqttChunks(link, topics, place.device())));
  }

  /** A topic below this device's {@code out/}. */
  String out(String name) {
    return topics.out(identity.place().device(), name);
  }

  @Override
  public void close() {
    outbox.close();
    link.close();
  }

  /** What brings releases. */
  record Exchange(MqttMetadata metadata, MqttChunks chunks) {}
}
