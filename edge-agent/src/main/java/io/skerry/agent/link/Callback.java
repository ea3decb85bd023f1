package io.skerry.agent.link;

import java.util.concurrent.CountDownLatch;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Hands what arrives to the inbox. Paho's callback thread only; never waits or sends. */
final class Callback implements MqttCallback {
  private final Inbox inbox;
  private final CountDownLatch ended;

  Callback(Inbox inbox, CountDownLatch ended) {
    this.inbox = inbox;
    this.ended = ended;
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    inbox.put(topic, message.getPayload());
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    ended.countDown();
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {
    // The client ends the connection where it can't go on, and then calls disconnected.
  }

  @Override
  public void deliveryComplete(IMqttToken token) {
    // Each message has a listener of its own.
  }

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {
    // The caller of connect waits for it.
  }

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {
    // Devices authenticate by certificate; no broker here asks for more.
  }
}
