package io.skerry.controller.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.controller.authority.Identity;
import io.skerry.controller.authority.Role;
import io.skerry.protocol.id.FleetId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRulesTest {
  private static final FleetId FLEET = new FleetId("demo");
  private static final String PREFIX = "skerry/1/demo/";

  private final AccessRules rules = new AccessRules(FLEET);

  private static Identity identity(Role role) {
    return new Identity("door", role, FLEET);
  }

  @ParameterizedTest
  @CsvSource({
    "CONTROLLER,devices/x/in/assignment,true",
    "CONTROLLER,repository/current,true",
    "DEVICE,devices/door/out/state,true",
    "DEVICE,devices/door/out/events/a,true",
    "DEVICE,blobs/abc/want,true",
    "DEVICE,blobs/abc/chunks,false",
    "DEVICE,blobs/+/want,false",
    "DEVICE,devices/door/out/#,false",
    "DEVICE,devices/door2/out/state,false",
    "DEVICE,devices/doo/out/state,false",
    "DEVICE,devices/door/in/assignment,false",
    "DEVICE,repository/current,false",
    "INTEGRATOR,devices/door/out/events/a,false"
  })
  void decidesWhoPublishes(Role role, String topic, boolean allowed) {
    assertEquals(allowed, rules.mayPublish(identity(role), PREFIX + topic));
  }

  @ParameterizedTest
  @CsvSource({
    "CONTROLLER,#,true",
    "DEVICE,devices/door/in/#,true",
    "DEVICE,repository/current,true",
    "DEVICE,blobs/abc/chunks,true",
    "DEVICE,devices/+/in/#,false",
    "DEVICE,devices/door/out/state,false",
    "DEVICE,#,false",
    "INTEGRATOR,devices/+/out/events/#,true",
    "INTEGRATOR,devices/door/out/events/a,true",
    "INTEGRATOR,devices/+/out/#,false",
    "INTEGRATOR,devices/+/out/state,false",
    "INTEGRATOR,repository/current,false"
  })
  void decidesWhoSubscribes(Role role, String filter, boolean allowed) {
    assertEquals(allowed, rules.maySubscribe(identity(role), PREFIX + filter));
  }

  @ParameterizedTest
  @CsvSource({
    "CONTROLLER,controller,controller,true",
    "CONTROLLER,controller,controller-2,true",
    "CONTROLLER,controller,door,false",
    "DEVICE,door,door,true",
    "DEVICE,door,window,false",
    "DEVICE,controller,controller,false",
    "DEVICE,controller-2,controller-2,false",
    "DEVICE,integrator-door-1,integrator-door-1,false",
    "INTEGRATOR,door,integrator-door-1,true",
    "INTEGRATOR,door,integrator-window-1,false",
    "INTEGRATOR,door,door,false"
  })
  void bindsTheClientIdToTheCertificate(Role role, String name, String id, boolean allowed) {
    assertEquals(allowed, rules.mayConnect(new Identity(name, role, FLEET), id));
  }

  @Test
  void knowsNobodyOfAnotherFleet() {
    Identity foreign = new Identity("door", Role.CONTROLLER, new FleetId("other"));
    assertFalse(rules.mayConnect(foreign, "door"));
    assertFalse(rules.mayPublish(foreign, PREFIX + "repository/current"));
    assertFalse(rules.maySubscribe(foreign, PREFIX + "#"));
  }

  @Test
  void letsADeviceRetainStateAndPresenceOnly() {
    assertTrue(rules.mayRetain(identity(Role.DEVICE), PREFIX + "devices/door/out/state"));
    assertTrue(rules.mayRetain(identity(Role.DEVICE), PREFIX + "devices/door/out/presence"));
    assertFalse(rules.mayRetain(identity(Role.DEVICE), PREFIX + "devices/door/out/telemetry"));
    assertFalse(rules.mayRetain(identity(Role.DEVICE), PREFIX + "devices/window/out/state"));
  }

  @Test
  void readsTheBrokersAddressesAndNoOtherForm() {
    assertEquals(Optional.of("a/+/b/#"), CoreAddress.toTopic("a.*.b.#"));
    assertEquals(Optional.of("a/b"), CoreAddress.toTopic("a.b::door.a.b"));
    assertEquals(Optional.empty(), CoreAddress.toTopic("a.b::window"));
    assertEquals(Optional.empty(), CoreAddress.toTopic("a\\.b"));
    assertEquals(Optional.empty(), CoreAddress.toTopic("a/b"));
    assertEquals(Optional.empty(), CoreAddress.toTopic("::a"));
  }
}
