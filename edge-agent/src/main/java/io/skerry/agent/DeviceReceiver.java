package io.skerry.agent;

import io.skerry.agent.fetch.MqttChunks;
import io.skerry.agent.fetch.MqttMetadata;
import io.skerry.agent.link.Receiver;
import io.skerry.agent.update.Updater;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.topic.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each message to whom its topic belongs. The link's thread. */
final class DeviceReceiver implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceReceiver.class);
  private static final String CHUNKS = "/chunks";

  private final Topics topics;
  private final DeviceId device;
  private final MqttMetadata metadata;
  private final MqttChunks chunks;
  private final Updater updater;

  DeviceReceiver(
      Topics topics, DeviceId device, MqttMetadata metadata, MqttChunks chunks, Updater updater) {
    this.topics = topics;
    this.device = device;
    this.metadata = metadata;
    this.chunks = chunks;
    this.updater = updater;
  }

  @Override
  public void receive(String topic, byte[] payload) {
    String blobs = topics.prefix() + "blobs/";
    if (topic.startsWith(blobs) && topic.endsWith(CHUNKS)) {
      String digest = topic.substring(blobs.length(), topic.length() - CHUNKS.length());
      chunks.arrived(new Sha256(digest), payload);
    } else if (topic.equals(topics.in(device, "assignment"))) {
      updater.assignment(payload);
    } else if (topic.equals(topics.in(device, "fetched"))) {
      metadata.answered(payload);
    } else if (topic.equals(topics.repositoryCurrent())) {
      current(payload);
    } else {
      LOG.debug("nothing takes messages on {}", topic);
    }
  }

  private void current(byte[] payload) {
    try {
      metadata.current(payload);
      updater.metadataChanged();
    } catch (FormatException e) {
      LOG.warn("repository/current: {}", e.getMessage());
    }
  }
}
