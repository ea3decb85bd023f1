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
 * @param sequence rises with every report
 * @param assignment the version of the assignment that it follows; 0 before the first
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

  public ReportedState {
    releases = Copies.list("releases", releases, 1024);
    refusals = Copies.list("refusals", refusals, 16);
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
