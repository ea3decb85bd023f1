package io.skerry.agent.link;

import org.eclipse.paho.mqttv5.common.MqttException;

/** Says what Paho means; its own messages are often numbers or empty. */
final class PahoFault {
  private PahoFault() {}

  static String text(MqttException fault) {
    Throwable cause = fault;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String detail =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return cause == fault ? detail + " (" + fault.getReasonCode() + ")" : detail;
  }
}
