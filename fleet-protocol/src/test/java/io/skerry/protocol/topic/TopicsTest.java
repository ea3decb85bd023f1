package io.skerry.protocol.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.Sha256;
import org.junit.jupiter.api.Test;

/** The names are the contract: they may not change within version 1. */
final class TopicsTest {
  private static final Sha256 BLOB = new Sha256("ab".repeat(32));
  private static final DeviceId DEVICE = new DeviceId("door-1");

  private final Topics topics = new Topics(new FleetId("shop"));

  @Test
  void namesTheRepository() {
    assertEquals("skerry/1/shop/repository/current", topics.repositoryCurrent());
  }

  @Test
  void namesWhatADeviceIsTold() {
    assertEquals("skerry/1/shop/devices/door-1/in/assignment", topics.in(DEVICE, "assignment"));
    assertEquals("skerry/1/shop/devices/door-1/in/#", topics.inFilter(DEVICE));
  }

  @Test
  void namesWhatADeviceTells() {
    assertEquals("skerry/1/shop/devices/door-1/out/state", topics.out(DEVICE, "state"));
    assertEquals("skerry/1/shop/devices/door-1/out/events/door", topics.events(DEVICE, "door"));
    assertEquals("skerry/1/shop/devices/+/out/#", topics.outFilter());
  }

  @Test
  void namesBlobs() {
    String blob = "skerry/1/shop/blobs/" + "ab".repeat(32);
    assertEquals(blob + "/want", topics.want(BLOB));
    assertEquals(blob + "/chunks", topics.chunks(BLOB));
    assertEquals("skerry/1/shop/blobs/+/want", topics.wantFilter());
  }
}
