package io.skerry.agent.state;

/** All that the device remembers about its releases. Thread-safe. */
public record DeviceState(
    Assignments assignments, Releases releases, Refusals refusals, Counters counters) {
  /** The tables of a database. */
  public static DeviceState in(Database database) {
    return new DeviceState(
        new Assignments(database),
        new Releases(database),
        new Refusals(database),
        new Counters(database));
  }
}
