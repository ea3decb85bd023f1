package io.skerry.controller.broker;

import io.skerry.controller.authority.Identity;
import io.skerry.controller.topic.TopicFilter;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.topic.Topics;
import java.util.List;
import java.util.Set;

/**
 * Who may publish and subscribe to what: the table of the contract, as a pure rule. What the table
 * doesn't allow is refused. Thread-safe.
 */
final class AccessRules {
  private static final Set<String> RETAINED = Set.of("state", "presence");

  private final FleetId fleet;
  private final String prefix;

  AccessRules(FleetId fleet) {
    this.fleet = fleet;
    this.prefix = new Topics(fleet).prefix();
  }

  /** Whether this identity may use the broker at all, under this MQTT client id. */
  boolean mayConnect(Identity identity, String clientId) {
    if (!identity.fleet().equals(fleet)) {
      return false;
    }
    return switch (identity.role()) {
      case DEVICE -> clientId.equals(identity.name()) && !Identity.reserved(clientId);
      // So that replicas, and an operator's tools, may share the controller's certificate.
      case CONTROLLER ->
          clientId.equals(identity.name()) || clientId.startsWith(identity.name() + "-");
      // Several readers may share one certificate, but take no device's or controller's id.
      case INTEGRATOR -> clientId.startsWith("integrator-" + identity.name() + "-");
    };
  }

  /** Whether it may publish there; a filter with wildcards is no topic. */
  boolean mayPublish(Identity identity, String topic) {
    TopicFilter asked = TopicFilter.parse(topic);
    return identity.fleet().equals(fleet)
        && asked.exact()
        && publishes(identity).stream().anyMatch(allowed -> allowed.covers(asked));
  }

  /** Whether what it publishes there may be retained. */
  boolean mayRetain(Identity identity, String topic) {
    return switch (identity.role()) {
      case CONTROLLER -> mayPublish(identity, topic);
      case DEVICE ->
          RETAINED.stream().anyMatch(name -> topic.equals(out(identity.name()) + "/" + name));
      case INTEGRATOR -> false;
    };
  }

  /** Whether it may receive all that matches this filter. */
  boolean maySubscribe(Identity identity, String filter) {
    TopicFilter asked = TopicFilter.parse(filter);
    return identity.fleet().equals(fleet)
        && subscribes(identity).stream().anyMatch(allowed -> allowed.covers(asked));
  }

  private List<TopicFilter> publishes(Identity identity) {
    return switch (identity.role()) {
      case CONTROLLER -> filters("#");
      case DEVICE -> filters("devices/" + identity.name() + "/out/#", "blobs/+/want");
      case INTEGRATOR -> List.of();
    };
  }

  private List<TopicFilter> subscribes(Identity identity) {
    return switch (identity.role()) {
      case CONTROLLER -> filters("#");
      case DEVICE ->
          filters("devices/" + identity.name() + "/in/#", "repository/current", "blobs/+/chunks");
      case INTEGRATOR -> filters("devices/+/out/events/#");
    };
  }

  private String out(String device) {
    return prefix + "devices/" + device + "/out";
  }

  private List<TopicFilter> filters(String... below) {
    return List.of(below).stream().map(text -> TopicFilter.parse(prefix + text)).toList();
  }
}
