package io.skerry.controller;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.controller.authority.TlsIdentity;
import io.skerry.controller.testing.Peer;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Chunk;
import io.skerry.protocol.message.FetchAnswer;
import io.skerry.protocol.message.FetchRequest;
import io.skerry.protocol.message.RepositoryFiles;
import io.skerry.protocol.message.Want;
import io.skerry.protocol.topic.Topics;
import io.skerry.protocol.tuf.MetadataUpdate;
import io.skerry.protocol.tuf.MetadataWriter;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Targets;
import io.skerry.protocol.tuf.TrustedMetadata;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing as the packager does it, and what devices get of it. */
final class PublishIT {
  private static final String DETECTOR = "vision/detector@1.0.0";
  private static final int BLOB_BYTES = 700_000;

  @TempDir Path folder;
  private final Topics topics = new Topics(TestController.FLEET);
  private TestController controller;
  private TestPublisher publisher;

  @BeforeEach
  void start() throws Exception {
    controller = new TestController(folder.resolve("state"));
    publisher = new TestPublisher(controller);
  }

  @AfterEach
  void stop() {
    controller.close();
  }

  private TestPublisher.Release publish(String id, long targetsVersion) throws Exception {
    publisher.putRoot(publisher.root(1));
    TestPublisher.Release release = publisher.release(id, BLOB_BYTES);
    publisher.upload(release);
    assertEquals(201, publisher.putTargets(targetsVersion).status());
    return release;
  }

  private Peer device(String name) throws Exception {
    TlsIdentity identity = controller.enrol(name, "{}");
    return Peer.connect(controller.mqttPort(), identity, name);
  }

  @Test
  void takesRootOnceAndLaterOnesByTheirPredecessor() throws Exception {
    Root first = publisher.root(1);
    assertEquals(409, publisher.putRoot(publisher.root(2)).status());
    byte[] file = MetadataWriter.sign(first, List.of(publisher.rootKey));
    assertEquals(201, publisher.putRoot(1, file).status());
    assertEquals(200, publisher.putRoot(1, file).status());
    assertEquals(422, publisher.putRoot(2, file).status());
    Ed25519Signer thief = Ed25519Signer.generate(new SecureRandom());
    assertEquals(
        422, publisher.putRoot(2, MetadataWriter.sign(publisher.root(2), List.of(thief))).status());
    TestPublisher other = new TestPublisher(controller);
    assertEquals(409, other.putRoot(other.root(1)).status());
    assertEquals(422, other.putRoot(other.root(2)).status());
    assertEquals(201, publisher.putRoot(publisher.root(2)).status());
    assertEquals(
        200, controller.send(controller.bare("/repository/metadata/2.root.json")).status());
  }

  @Test
  void namesWhatIsMissingAndPublishesWhenItIsThere() throws Exception {
    assertEquals(409, publisher.putTargets(1).status());
    publisher.putRoot(publisher.root(1));
    TestPublisher.Release release = publisher.release(DETECTOR, BLOB_BYTES);
    TestController.Answer refused = publisher.putTargets(1);
    assertEquals(409, refused.status());
    assertTrue(refused.json().path("detail").asText().contains("manifest"), refused::toString);
    publisher.upload(release.manifest);
    TestController.Answer blobs = publisher.putTargets(1);
    assertEquals(409, blobs.status());
    assertEquals(2, blobs.json().path("errors").size());
    assertTrue(blobs.response().body().contains(Sha256.of(release.blob).hex()));
    publisher.upload(release.blob);
    publisher.upload(release.index.toBytes());
    assertEquals(201, publisher.putTargets(1).status());
    TestController.Answer listed = controller.get("/api/v1/releases");
    assertEquals(DETECTOR, listed.json().path(0).path("release").asText());
  }

  @Test
  void refusesTargetsOfStrangersOldVersionsAndSunkenFloors() throws Exception {
    publish(DETECTOR, 2);
    Instant expires = Instant.now().plusSeconds(86_400);
    TestPublisher stranger = new TestPublisher(controller);
    assertEquals(422, stranger.putTargets(9).status());
    assertEquals(422, publisher.putTargets(1).status());
    Map<ModelName, Version> floor =
        Map.of(ModelName.parse("vision/detector"), Version.parse("1.0.0"));
    Targets raised = new Targets(3, expires, publisher.targets, floor, Map.of());
    assertEquals(201, publisher.putTargets(raised).status());
    TestController.Answer sunk = publisher.putTargets(4);
    assertEquals(422, sunk.status());
    assertTrue(sunk.response().body().contains("FLOOR"), sunk::toString);
    Targets expired =
        new Targets(4, Instant.now().minusSeconds(60), publisher.targets, floor, Map.of());
    assertEquals(422, publisher.putTargets(expired).status());
  }

  @Test
  void refusesAManifestUnderAnotherReleasesPath() throws Exception {
    TestPublisher.Release release = publish(DETECTOR, 1);
    publisher.targets.put("vision/detector@2.0.0", publisher.targets.get(DETECTOR));
    TestController.Answer refused = publisher.putTargets(2);
    assertEquals(422, refused.status());
    assertTrue(release.manifest.length > 0);
  }

  @Test
  void publishesASetThatADeviceTrusts() throws Exception {
    publish(DETECTOR, 1);
    try (Peer device = device("door")) {
      device.subscribe(topics.repositoryCurrent());
      Peer.Received message = device.take();
      assertTrue(message.retained());
      TrustedMetadata trusted = trusted(message);
      assertTrue(trusted.find(ReleaseId.parse(DETECTOR)).isPresent());
      publisher.release("vision/detector@1.1.0", BLOB_BYTES);
      publish("vision/detector@1.1.0", 2);
      TrustedMetadata next = trusted(device.take());
      assertEquals(2, next.targets().metadata().version());
      assertEquals(
          trusted.snapshot().metadata().version() + 1, next.snapshot().metadata().version());
    }
  }

  private TrustedMetadata trusted(Peer.Received message) throws Exception {
    RepositoryFiles files = Json.read(message.payload().toArray(), RepositoryFiles.class);
    byte[] root = MetadataWriter.sign(publisher.root(1), List.of(publisher.rootKey));
    MetadataUpdate update = MetadataUpdate.begin(root, Instant.now());
    update.timestamp(files.files().get("timestamp.json").toArray());
    update.snapshot(files.files().get(update.snapshotName()).toArray());
    update.targets(files.files().get(update.targetsName()).toArray());
    return update.finish();
  }

  @Test
  void publishesAgainAfterARestartAndRenewsTheTimestamp() throws Exception {
    publish(DETECTOR, 1);
    controller.stop();
    controller.start();
    try (Peer device = device("door")) {
      device.subscribe(topics.repositoryCurrent());
      long before = trusted(device.take()).timestamp().metadata().version();
      assertEquals(200, controller.post("/api/v1/repository/timestamp", "{}").status());
      long after = 0;
      while (after <= before) {
        after = trusted(device.take()).timestamp().metadata().version();
      }
      assertEquals(before + 1, after);
    }
  }

  @Test
  void servesTheSameFilesToAnyTufTool() throws Exception {
    TestPublisher.Release release = publish(DETECTOR, 1);
    String target = publisher.targets.get(DETECTOR).consistentName(ReleaseId.parse(DETECTOR));
    for (String file :
        List.of(
            "metadata/1.root.json",
            "metadata/timestamp.json",
            "metadata/1.snapshot.json",
            "metadata/1.targets.json",
            "targets/" + target)) {
      assertEquals(
          200, controller.send(controller.bare("/repository/" + file)).status(), () -> file);
    }
    assertEquals(
        404, controller.send(controller.bare("/repository/metadata/2.root.json")).status());
    assertEquals(
        new String(release.manifest, java.nio.charset.StandardCharsets.UTF_8),
        controller.send(controller.bare("/repository/targets/" + target)).response().body());
  }

  @Test
  void answersFetchesPieceByPiece() throws Exception {
    publish(DETECTOR, 1);
    DeviceId door = new DeviceId("door");
    try (Peer device = device("door")) {
      device.subscribe(topics.inFilter(door));
      device.publish(
          topics.out(door, "fetch"), Json.write(new FetchRequest(7, "1.root.json", 10)), false);
      FetchAnswer answer = Json.read(device.take().payload().toArray(), FetchAnswer.class);
      assertEquals(7, answer.id());
      assertEquals(10, answer.offset());
      assertEquals(answer.total() - 10, answer.bytes().orElseThrow().length());
      device.publish(
          topics.out(door, "fetch"), Json.write(new FetchRequest(8, "2.root.json", 0)), false);
      FetchAnswer none = Json.read(device.take().payload().toArray(), FetchAnswer.class);
      assertTrue(none.bytes().isEmpty());
      assertEquals(0, none.total());
    }
  }

  @Test
  void sendsEachWantedChunkOnceToAllWhoWantIt() throws Exception {
    TestPublisher.Release release = publish(DETECTOR, 1);
    Sha256 blob = Sha256.of(release.blob);
    int last = release.index.size() - 1;
    try (Peer door = device("door");
        Peer window = device("window")) {
      for (Peer peer : List.of(door, window)) {
        peer.subscribe(topics.chunks(blob));
      }
      for (String name : List.of("door", "window")) {
        Peer peer = name.equals("door") ? door : window;
        Want want = new Want(new DeviceId(name), List.of(new Want.Range(0, last)));
        peer.publish(topics.want(blob), Json.write(want), false);
      }
      for (Peer peer : List.of(door, window)) {
        assertArrayEquals(release.blob, assembled(peer, release));
      }
      // What comes twice would have come by the time that this chunk has been asked for and come.
      Want again = new Want(new DeviceId("door"), List.of(new Want.Range(0, 0)));
      await()
          .atMost(10, TimeUnit.SECONDS)
          .until(
              () -> {
                door.publish(topics.want(blob), Json.write(again), false);
                return door.waiting() > 0;
              });
      assertEquals(0, Chunk.parse(door.take().payload().toArray()).number());
    }
  }

  private static byte[] assembled(Peer peer, TestPublisher.Release release) throws Exception {
    byte[] bytes = new byte[release.blob.length];
    Set<Integer> got = new TreeSet<>();
    for (int i = 0; i < release.index.size(); i++) {
      Chunk chunk = Chunk.parse(peer.take().payload().toArray());
      assertTrue(release.index.matches(chunk.number(), chunk.bytes()));
      assertTrue(got.add(chunk.number()), () -> "chunk " + chunk.number() + " came twice");
      int offset = (int) release.index.offset(chunk.number());
      chunk.bytes().get(bytes, offset, chunk.bytes().remaining());
    }
    return bytes;
  }

  @Test
  void sendsManifestsInSlicesAndNothingThatIsNotPublished() throws Exception {
    TestPublisher.Release release = publish(DETECTOR, 1);
    byte[] secret = Arrays.copyOf(release.blob, 1000);
    publisher.upload(secret);
    try (Peer device = device("door")) {
      for (byte[] blob : List.of(secret, release.manifest)) {
        Sha256 digest = Sha256.of(blob);
        device.subscribe(topics.chunks(digest));
        Want want = new Want(new DeviceId("door"), List.of(new Want.Range(0, 5)));
        device.publish(topics.want(digest), Json.write(want), false);
      }
      Chunk slice = Chunk.parse(device.take().payload().toArray());
      byte[] bytes = new byte[slice.bytes().remaining()];
      slice.bytes().get(bytes);
      assertArrayEquals(release.manifest, bytes);
      assertEquals(0, device.waiting());
    }
  }

  @Test
  void resumesAnUploadAndForgetsOneWhoseHashIsWrong() throws Exception {
    byte[] blob = new byte[100_000];
    Arrays.fill(blob, (byte) 7);
    Sha256 digest = Sha256.of(blob);
    assertEquals(404, controller.send(head(digest)).status());
    byte[] half = Arrays.copyOf(blob, 50_000);
    assertEquals(200, publisher.patch(digest, half, 0, blob.length).status());
    TestController.Answer offset = controller.get("/api/v1/uploads/" + digest);
    assertEquals(50_000, offset.json().path("offset").asLong());
    assertEquals(409, publisher.patch(digest, half, 0, blob.length).status());
    assertEquals(201, publisher.patch(digest, half, 50_000, blob.length).status());
    assertEquals(200, controller.send(head(digest)).status());
    Sha256 other = Sha256.of(half);
    assertEquals(422, publisher.patch(other, new byte[10], 0, 10).status());
    assertEquals(0, controller.get("/api/v1/uploads/" + other).json().path("offset").asLong());
    assertEquals(404, controller.get("/api/v1/uploads/xyz").status());
  }

  private java.net.http.HttpRequest.Builder head(Sha256 blob) throws Exception {
    return controller
        .request("/api/v1/blobs/" + blob)
        .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody());
  }
}
