package io.skerry.controller.rollouts;

import io.skerry.protocol.id.DeviceId;
import java.util.ArrayList;
import java.util.List;

/** Deals a rollout's devices out to its waves, in their order. Pure. */
final class Waves {
  private Waves() {}

  /**
   * The members, each waiting in its wave; waves for which no device is left fall away.
   *
   * @throws IllegalArgumentException if the waves leave devices out
   */
  static List<Member> deal(List<DeviceId> devices, List<WaveSize> sizes) {
    List<Member> members = new ArrayList<>();
    int wave = 0;
    for (WaveSize size : sizes) {
      int from = members.size();
      int to = (int) Math.min(devices.size(), (long) from + size.of(devices.size()));
      for (DeviceId device : devices.subList(from, to)) {
        members.add(Member.waiting(device, wave));
      }
      wave++;
    }
    if (members.size() < devices.size()) {
      throw new IllegalArgumentException(
          "expected waves for all %d devices, got %d; a last wave {\"percent\": 100} takes the rest"
              .formatted(devices.size(), members.size()));
    }
    return members;
  }
}
