package io.skerry.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.link.Publication;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.ReleaseStatus;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import io.skerry.protocol.message.ReportedState;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private final Ed25519Signer identity = Ed25519Signer.generate(new SecureRandom());

  private static ReportedState state(int releases, String detail) {
    String name = "n".repeat(60);
    return new ReportedState(
        new FleetId("reef"),
        new DeviceId("door-1"),
        1,
        Instant.EPOCH,
        1,
        IntStream.range(0, releases)
            .mapToObj(
                i ->
                    new ReleaseStatus(
                        ReleaseId.parse(name + "/" + name + i + "@999999.999999.999999"),
                        Phase.PROBATION,
                        Optional.of("fp32"),
                        Map.of("minScore", "0.5"),
                        detail,
                        Instant.EPOCH))
            .toList(),
        List.of(new ReportedState.Refusal(Instant.EPOCH, "FORMAT", "assignment", detail)),
        new ReportedState.AgentInfo("1.0.0", "x86_64", List.of("onnxruntime")));
  }

  private ReportedState sent(ReportedState state) throws Exception {
    byte[] envelope = Report.sign(state, identity);
    assertTrue(envelope.length <= Publication.MAX_BYTES, "bytes " + envelope.length);
    byte[] payload =
        Envelope.parse(envelope, Publication.MAX_BYTES)
            .verify(ReportedState.PAYLOAD_TYPE, List.of(identity.publicKey()), 1);
    return Json.read(payload, ReportedState.class);
  }

  @Test
  void isSentWholeIfItFits() throws Exception {
    ReportedState state = state(3, "because");
    assertEquals(state, sent(state));
  }

  @Test
  void tellsPhasesOnlyIfAllOfItIsTooLong() throws Exception {
    ReportedState sent = sent(state(512, "d".repeat(1000)));
    assertEquals(512, sent.releases().size());
    assertEquals(Phase.PROBATION, sent.releases().getFirst().phase());
    assertEquals(List.of(), sent.refusals());
  }
}
