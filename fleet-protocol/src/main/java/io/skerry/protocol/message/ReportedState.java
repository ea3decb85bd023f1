package io.skerry.protocol.message;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.json.Copies;
import java.time.Instant;
import java.util.List;

/**
 * What a device says it runs: the payload of an envelope signed with its identity key, retained on
 * {@code devices/{id}/out/state}.
 *
 * @param sequence rises with every report; 0 to {@link #MAX_SEQUENCE}
 * @param assignment the version of the assignment that it follows; 0 before the first, at most
 *     {@link Assignment#MAX_VERSION}
 * @param releases every release it runs, stages or has given up
 * @param refusals the newest refused inputs, newest last; at most 16
 */
public record ReportedState(
    FleetId fleet,
    DeviceId device,
    long sequence,
    Instant time,
    long assignment,
    List<ReleaseStatus> releases,
    List<Refusal> refusals,
    AgentInfo agent) {
  /** The envelope's payload type. */
  public static final String PAYLOAD_TYPE = "application/vnd.skerry.state+json";

  /** The highest sequence, 2^53-1. */
  public static final long MAX_SEQUENCE = (1L << 53) - 1;

  public ReportedState {
    requireWithin("sequence", sequence, MAX_SEQUENCE);
    requireWithin("assignment", assignment, Assignment.MAX_VERSION);
    releases = Copies.list("releases", releases, 1024);
    refusals = Copies.list("refusals", refusals, 16);
  }

  private static void requireWithin(String what, long number, long max) {
    if (number < 0 || number > max) {
      throw new IllegalArgumentException(what + ": expected 0 to " + max + ", got " + number);
    }
  }

  /**
   * Something that was not accepted.
   *
   * @param reason one word, such as {@code ROLLBACK}
   * @param subject what was refused
   * @param detail expected and actual
   */
  public record Refusal(Instant time, String reason, String subject, String detail) {}

  /** The program and its machine. */
  public record AgentInfo(String version, String arch, List<String> engines) {
    public AgentInfo {
      engines = Copies.list("engines", engines, 16);
    }
  }
}
