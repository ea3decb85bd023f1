package io.skerry.protocol.schema;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.Enrolment;
import io.skerry.protocol.message.EnrolmentToken;
import io.skerry.protocol.message.Event;
import io.skerry.protocol.message.FetchAnswer;
import io.skerry.protocol.message.FetchRequest;
import io.skerry.protocol.message.Presence;
import io.skerry.protocol.message.ReleaseStatus;
import io.skerry.protocol.message.ReportedState;
import io.skerry.protocol.message.RepositoryFiles;
import io.skerry.protocol.message.Result;
import io.skerry.protocol.message.Telemetry;
import io.skerry.protocol.message.Want;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One instance of every message, with every optional field filled. */
final class Samples {
  private static final FleetId FLEET = new FleetId("shop");
  private static final DeviceId DEVICE = new DeviceId("door-1");
  private static final Sha256 DIGEST = Sha256.of(new byte[] {1});
  private static final ReleaseId RELEASE = ReleaseId.parse("vision/face-detector@1.4.0");
  private static final Instant TIME = Instant.parse("2026-11-24T10:15:30.123456789Z");
  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";

  private Samples() {}

  /** A message and the schema that describes it. */
  record Sample(String schema, Object value) {
    @Override
    public String toString() {
      return schema + " " + value.getClass().getSimpleName();
    }
  }

  static Stream<Sample> all() {
    return Stream.concat(
        Stream.of(
            new Sample("assignment", assignment()),
            new Sample("reported-state", reportedState()),
            new Sample("presence", new Presence(DEVICE, true)),
            new Sample("repository-files", repositoryFiles()),
            new Sample("fetch-request", new FetchRequest(-7, "5.root.json", 65_536)),
            new Sample("fetch-answer", fetchAnswer()),
            new Sample("want", new Want(DEVICE, List.of(new Want.Range(0, 3)))),
            new Sample("telemetry", new Telemetry(TIME, Map.of("rssBytes", 1.5e8))),
            new Sample("enrolment-request", enrolmentRequest()),
            new Sample("enrolment-answer", enrolmentAnswer()),
            new Sample("enrolment-token", enrolmentToken())),
        results().map(result -> new Sample("event", event(result))));
  }

  static EnrolmentToken enrolmentToken() {
    return new EnrolmentToken(
        URI.create("https://controller.example:8080"), FLEET, DIGEST, "s3cret-word", TIME);
  }

  private static Assignment assignment() {
    Desired desired = new Desired(RELEASE, Map.of("minScore", "0.8"));
    return new Assignment(FLEET, DEVICE, DIGEST, 7, TIME, TIME, List.of(desired));
  }

  private static ReportedState reportedState() {
    ReleaseStatus status =
        new ReleaseStatus(
            RELEASE,
            ReleaseStatus.Phase.PROBATION,
            Optional.of("fp32-cpu"),
            Map.of("minScore", "0.8"),
            "",
            TIME);
    ReportedState.Refusal refusal =
        new ReportedState.Refusal(TIME, "ROLLBACK", "assignment", "expected 7, got 6");
    ReportedState.AgentInfo agent =
        new ReportedState.AgentInfo("0.1.0", "x86_64", List.of("onnxruntime"));
    return new ReportedState(FLEET, DEVICE, 12, TIME, 7, List.of(status), List.of(refusal), agent);
  }

  private static RepositoryFiles repositoryFiles() {
    return new RepositoryFiles(
        Map.of(
            "timestamp.json",
            bytes(100),
            "7.snapshot.json",
            bytes(RepositoryFiles.MAX_FILE_BYTES)));
  }

  private static FetchAnswer fetchAnswer() {
    return new FetchAnswer(
        -7, "5.root.json", 65_536, 131_072, Optional.of(bytes(FetchAnswer.MAX_BYTES)));
  }

  private static Enrolment.Request enrolmentRequest() {
    return new Enrolment.Request("s3cret-word", DEVICE, PEM, bytes(32));
  }

  private static Enrolment.Answer enrolmentAnswer() {
    return new Enrolment.Answer(FLEET, PEM, PEM, "controller.example", 8883);
  }

  private static Stream<Result> results() {
    return Stream.of(
        new Result.Detections(
            9, 300, List.of(new Result.Box(1, "face", 0.9f, 0.1f, 0.2f, 0.3f, 0.4f))),
        new Result.Classification(0, 0, List.of(new Result.Label(3, "cat", 0.75f))),
        new Result.Activity(true, 96, 96, 0.875f),
        new Result.Transcript(640, 2_480, "four two"));
  }

  private static Event event(Result result) {
    return Event.of(
        "1", "/fleets/shop/devices/door-1/pipelines/door", RELEASE.toString(), TIME, result);
  }

  private static Bytes bytes(int length) {
    return Bytes.of(new byte[length]);
  }
}
