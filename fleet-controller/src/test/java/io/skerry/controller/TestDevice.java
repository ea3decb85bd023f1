package io.skerry.controller;

import io.skerry.controller.authority.Authority;
import io.skerry.controller.authority.TlsIdentity;
import io.skerry.controller.testing.Peer;
import io.skerry.protocol.crypto.P256Signer;
import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.Presence;
import io.skerry.protocol.message.ReleaseStatus;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import io.skerry.protocol.message.ReportedState;
import io.skerry.protocol.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/**
 * A device of the tests: verifies each assignment as an agent does and reports a phase for each
 * desired release, or nothing.
 */
final class TestDevice implements AutoCloseable {
  private final TestController controller;
  private final DeviceId id;
  private final TlsIdentity identity;
  private final Peer peer;
  private final Topics topics = new Topics(TestController.FLEET);
  private final List<Assignment> assignments = new CopyOnWriteArrayList<>();
  private final Fate fate;
  private final Thread thread = Thread.ofVirtual().unstarted(this::run);
  private long sequence = System.currentTimeMillis(); // rises over reconnects, too

  TestDevice(TestController controller, String name, TlsIdentity identity, Fate fate)
      throws Exception {
    this.controller = controller;
    this.id = new DeviceId(name);
    this.identity = identity;
    this.fate = fate;
    String presence = topics.out(id, "presence");
    MqttMessage will = new MqttMessage(Json.write(new Presence(id, false)), 1, true, null);
    this.peer =
        Peer.connect(
            controller.mqttPort(), identity, name, options -> options.setWill(presence, will));
    peer.publish(presence, Json.write(new Presence(id, true)), true);
    peer.subscribe(topics.inFilter(id));
    thread.start();
  }

  /** Every assignment that came and was good, oldest first. */
  List<Assignment> assignments() {
    return assignments;
  }

  /** What it was last told to run. */
  List<Desired> desired() {
    return assignments.isEmpty() ? List.of() : assignments.getLast().desired();
  }

  TlsIdentity identity() {
    return identity;
  }

  /** A report that all it was last told to run is healthy. */
  byte[] healthy() {
    Assignment last = assignments.getLast();
    List<ReleaseStatus> statuses =
        last.desired().stream().map(desired -> status(desired, Phase.HEALTHY)).toList();
    return signedState(++sequence, last.version(), statuses);
  }

  /** Publishes a message under its own {@code out/}. */
  void publish(String name, byte[] message) throws Exception {
    peer.publish(topics.out(id, name), message, false);
  }

  byte[] signedState(long number, long assignment, List<ReleaseStatus> releases) {
    ReportedState state =
        new ReportedState(
            TestController.FLEET,
            id,
            number,
            Instant.now(),
            assignment,
            releases,
            List.of(),
            new ReportedState.AgentInfo("test", "x86_64", List.of("onnxruntime")));
    P256Signer signer = new P256Signer(identity.key(), identity.chain().getFirst().getPublicKey());
    return Envelope.sign(ReportedState.PAYLOAD_TYPE, Json.write(state), List.of(signer)).toBytes();
  }

  void report(byte[] state) throws Exception {
    peer.publish(topics.out(id, "state"), state, true);
  }

  private void run() {
    try {
      while (true) {
        Peer.Received message = peer.await();
        if (message.topic().equals(topics.in(id, "assignment"))) {
          follow(message.payload().toArray());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException(id + " failed", e);
    }
  }

  private void follow(byte[] envelope) throws Exception {
    byte[] payload =
        Envelope.parse(envelope, Topics.MAX_PACKET_BYTES)
            .verify(
                Assignment.PAYLOAD_TYPE,
                List.of(controller.state().onlineKeys().assignments().publicKey()),
                1);
    Assignment assignment = Json.read(payload, Assignment.class);
    Sha256 mine = Authority.fingerprint(identity.chain().getFirst());
    if (!assignment.device().equals(id) || !assignment.certificate().equals(mine)) {
      throw new AssertionError("an assignment for someone else: " + assignment);
    }
    assignments.add(assignment);
    List<ReleaseStatus> statuses =
        assignment.desired().stream()
            .flatMap(desired -> fate.of(desired).map(p -> status(desired, p)).stream())
            .toList();
    if (!statuses.isEmpty() || assignment.desired().isEmpty()) {
      report(signedState(++sequence, assignment.version(), statuses));
    }
  }

  private static ReleaseStatus status(Desired desired, Phase phase) {
    return new ReleaseStatus(
        desired.release(),
        phase,
        Optional.of("any"),
        desired.parameters(),
        "as the test wants",
        Instant.now());
  }

  /** What the broker says for it when its connection breaks. */
  void goOffline() throws MqttException {
    peer.publish(topics.out(id, "presence"), Json.write(new Presence(id, false)), true);
  }

  @Override
  public void close() throws MqttException {
    thread.interrupt();
    peer.close();
  }

  /** What becomes of the releases it is given. */
  enum Fate {
    HEALTHY,
    FAILS_VERSION_2,
    SILENT;

    private Optional<Phase> of(Desired desired) {
      return switch (this) {
        case HEALTHY -> Optional.of(Phase.HEALTHY);
        case FAILS_VERSION_2 ->
            Optional.of(desired.release().version().major() == 2 ? Phase.FAILED : Phase.HEALTHY);
        case SILENT -> Optional.empty();
      };
    }
  }
}
