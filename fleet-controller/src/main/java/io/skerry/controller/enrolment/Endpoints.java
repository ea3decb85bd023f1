package io.skerry.controller.enrolment;

/**
 * Where devices find the controller.
 *
 * @param host in its certificate
 */
public record Endpoints(String host, int apiPort, int mqttPort) {
  String url() {
    return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + apiPort;
  }
}
