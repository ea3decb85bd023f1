package io.skerry.controller.broker;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.skerry.controller.authority.Identity;
import io.skerry.controller.topic.TopicFilter;
import java.util.Optional;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses packets that the broker's own checks don't see, by closing the connection: a client id
 * that is not the certificate's, a name or password (the broker would let clients of one name share
 * what was granted to either), a will or a retained message where the client may leave none, shared
 * and malformed filters. Runs on the broker's event loops; never blocks.
 */
final class ConnectGate implements MQTTInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectGate.class);

  private final AccessRules rules;

  ConnectGate(AccessRules rules) {
    this.rules = rules;
  }

  @Override
  public boolean intercept(MqttMessage packet, RemotingConnection connection) {
    Optional<Identity> identity = CertificateSecurity.identity(connection);
    boolean passes = identity.isPresent() && passes(identity.get(), packet);
    if (!passes) {
      LOG.warn(
          "refused {} of {} from {}",
          packet.fixedHeader().messageType(),
          identity.map(Identity::toString).orElse("nobody"),
          connection.getRemoteAddress());
    }
    return passes;
  }

  private boolean passes(Identity identity, MqttMessage packet) {
    return switch (packet) {
      case MqttConnectMessage connect -> passes(identity, connect);
      case MqttPublishMessage publish ->
          !publish.fixedHeader().isRetain()
              || !rules.mayPublish(identity, publish.variableHeader().topicName())
              || rules.mayRetain(identity, publish.variableHeader().topicName());
      case MqttSubscribeMessage subscribe ->
          subscribe.payload().topicSubscriptions().stream()
              .allMatch(asked -> wellFormed(asked.topicFilter()));
      default -> true;
    };
  }

  private boolean passes(Identity identity, MqttConnectMessage connect) {
    MqttConnectPayload payload = connect.payload();
    return !connect.variableHeader().hasUserName()
        && !connect.variableHeader().hasPassword()
        && rules.mayConnect(identity, payload.clientIdentifier())
        && (!connect.variableHeader().isWillFlag() || passesWill(identity, connect));
  }

  private boolean passesWill(Identity identity, MqttConnectMessage connect) {
    String topic = connect.payload().willTopic();
    return rules.mayPublish(identity, topic)
        && (!connect.variableHeader().isWillRetain() || rules.mayRetain(identity, topic));
  }

  private static boolean wellFormed(String filter) {
    return !filter.startsWith("$") && !filter.contains(":") && TopicFilter.parse(filter).valid();
  }
}
