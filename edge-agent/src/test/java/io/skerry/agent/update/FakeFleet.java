package io.skerry.agent.update;

import io.skerry.agent.fetch.ChunkExchange;
import io.skerry.agent.fetch.RepositorySource;
import io.skerry.protocol.activation.Recipient;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.Chunk;
import io.skerry.protocol.message.Want.Range;
import io.skerry.protocol.tuf.KeySet;
import io.skerry.protocol.tuf.MetaFile;
import io.skerry.protocol.tuf.MetadataWriter;
import io.skerry.protocol.tuf.RoleName;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Snapshot;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import io.skerry.protocol.tuf.Timestamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Publishers and controller in memory: signs, serves metadata and slices, can be unreachable. */
final class FakeFleet implements RepositorySource, ChunkExchange {
  static final Recipient ME =
      new Recipient(new FleetId("reef"), new DeviceId("door-1"), Sha256.of(new byte[] {1}));
  static final Instant FAR = Instant.parse("2030-01-01T00:00:00Z");

  final Ed25519Signer key = Ed25519Signer.generate(new SecureRandom());
  final Map<Sha256, byte[]> blobs = new HashMap<>();
  final List<Sha256> wanted = new ArrayList<>();
  final FakeTime time;
  boolean connected = true;
  Runnable onPoll = () -> {};
  Instant assignmentExpires = FAR;
  Instant metadataExpires = FAR;
  Duration ahead = Duration.ZERO;
  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, TargetFile> targets = new HashMap<>();
  private final Map<ModelName, Version> floors = new HashMap<>();
  private long version;

  FakeFleet(FakeTime time) {
    this.time = time;
    publish();
  }

  byte[] root() {
    return root(1, key);
  }

  /** From now on another key signs assignments. */
  void rotate(Ed25519Signer assignments) {
    files.put("2.root.json", root(2, assignments));
  }

  private byte[] root(long number, Ed25519Signer assignments) {
    Map<RoleName, KeySet> keys = new HashMap<>();
    for (RoleName role : RoleName.values()) {
      keys.put(role, KeySet.of(key.publicKey()));
    }
    keys.put(RoleName.ASSIGNMENTS, KeySet.of(assignments.publicKey()));
    return MetadataWriter.sign(Root.of(number, FAR, keys), List.of(key));
  }

  /** Makes a release exist, with its blobs. */
  void release(Manifest manifest, byte[]... contents) {
    byte[] bytes = manifest.toBytes();
    blobs.put(Sha256.of(bytes), bytes);
    for (byte[] content : contents) {
      blobs.put(Sha256.of(content), content);
    }
    targets.put(manifest.release().toString(), TargetFile.of(bytes));
    publish();
  }

  void withdraw(String release) {
    targets.remove(release);
    publish();
  }

  void floor(String model, String lowest) {
    floors.put(ModelName.parse(model), Version.parse(lowest));
    publish();
  }

  byte[] assignment(long number, Desired... desired) {
    return assignment(number, key, desired);
  }

  byte[] assignment(long number, Ed25519Signer signer, Desired... desired) {
    Assignment assignment =
        new Assignment(
            ME.fleet(),
            ME.device(),
            ME.certificate(),
            number,
            time.instant().plus(ahead),
            assignmentExpires,
            List.of(desired));
    return Envelope.sign(Assignment.PAYLOAD_TYPE, Json.write(assignment), List.of(signer))
        .toBytes();
  }

  private void publish() {
    version++;
    List<Ed25519Signer> signers = List.of(key);
    byte[] target =
        MetadataWriter.sign(
            new Targets(version, metadataExpires, targets, floors, Map.of()), signers);
    byte[] snapshot =
        MetadataWriter.sign(
            Snapshot.of(version, metadataExpires, MetaFile.of(version, target)), signers);
    byte[] timestamp =
        MetadataWriter.sign(
            Timestamp.of(version, metadataExpires, MetaFile.of(version, snapshot)), signers);
    files.put(version + ".targets.json", target);
    files.put(version + ".snapshot.json", snapshot);
    files.put("timestamp.json", timestamp);
  }

  @Override
  public Optional<byte[]> fetch(String fileName, int maxBytes) throws IOException {
    if (!connected) {
      throw new IOException("offline");
    }
    return Optional.ofNullable(files.get(fileName));
  }

  @Override
  public void forgetCurrent() {
    // Nothing is pushed here.
  }

  @Override
  public boolean connected() {
    return connected;
  }

  @Override
  public Listener listen(Sha256 blob) {
    ArrayDeque<byte[]> sent = new ArrayDeque<>();
    return new Listener() {
      @Override
      public void want(List<Range> missing) {
        wanted.add(blob);
        byte[] content = blobs.get(blob);
        for (Range range : content == null ? List.<Range>of() : missing) {
          for (int i = range.first(); i <= range.last(); i++) {
            int from = i * Chunk.SLICE_BYTES;
            int length = Math.min(Chunk.SLICE_BYTES, content.length - from);
            sent.add(new Chunk(i, ByteBuffer.wrap(content, from, length)).toBytes());
          }
        }
      }

      @Override
      public Optional<byte[]> poll(long timeoutMs) {
        onPoll.run();
        byte[] next = sent.poll();
        if (next == null) {
          time.pass(timeoutMs);
        }
        return Optional.ofNullable(next);
      }

      @Override
      public void close() {
        sent.clear();
      }
    };
  }
}
