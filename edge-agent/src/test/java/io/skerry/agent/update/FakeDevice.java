package io.skerry.agent.update;

import io.skerry.agent.state.Database;
import io.skerry.agent.state.DeviceState;
import io.skerry.agent.store.BlobStore;
import io.skerry.agent.store.Durable;
import io.skerry.agent.store.MetadataFolder;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The update flow of one process on a device's folder, turned by hand. */
final class FakeDevice implements AutoCloseable {
  final FakeHost host = new FakeHost();
  final Signals signals = new Signals();
  final Settings settings = new Settings();
  final DeviceState state;
  private final Path folder;
  private final FakeFleet fleet;
  private final Database database;
  private final UpdateParts parts;
  private int changes;
  private int killAt = Integer.MAX_VALUE;

  /** The process dies here. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private FakeDevice(Path folder, FakeFleet fleet) throws IOException {
    this.folder = folder;
    this.fleet = fleet;
    this.database = Database.open(folder.resolve("agent.db"));
    this.state = DeviceState.in(database);
    TrustClock clock = new TrustClock(fleet.time, state.assignments().mark(), Instant.EPOCH);
    this.parts =
        UpdateParts.of(
            FakeFleet.ME,
            state,
            new UpdatePorts(
                host,
                fleet,
                fleet,
                new MetadataFolder(folder.resolve("metadata")),
                BlobStore.open(folder.resolve("blobs"))),
            new UpdateClocks(clock, fleet.time::nanos),
            new Updater.Listeners(signals, settings, this::changed));
  }

  /** A new device, as enrolment leaves it. */
  static FakeDevice create(Path folder, FakeFleet fleet) throws IOException {
    Path metadata = Durable.folder(folder.resolve("metadata"));
    Durable.write(metadata.resolve("root.json"), fleet.root());
    return new FakeDevice(folder, fleet);
  }

  /** The next process on the same folder. */
  FakeDevice restart() throws IOException {
    database.close();
    FakeDevice next = new FakeDevice(folder, fleet);
    next.host.unprovable.addAll(host.unprovable);
    return next;
  }

  /** Dies at the n-th thing that is written down. */
  FakeDevice killAt(int change) {
    changes = 0;
    killAt = change;
    return this;
  }

  void restore() throws IOException {
    parts.restart().restore();
  }

  void assign(byte[] envelope) throws Exception {
    signals.assignment(envelope);
    turn();
  }

  void turn() throws Exception {
    parts.turn().take();
  }

  /** Turns for so long, 200 ms at a time. */
  void turnFor(long ms) throws Exception {
    for (long passed = 0; passed < ms; passed += 200) {
      fleet.time.pass(200);
      turn();
    }
  }

  Phase phase(String model) {
    return state.releases().attempts().get(ModelName.parse(model)).status().phase();
  }

  String detail(String model) {
    return state.releases().attempts().get(ModelName.parse(model)).status().detail();
  }

  List<String> refusals() {
    return state.refusals().all().stream().map(refusal -> refusal.reason()).toList();
  }

  long blobs() throws IOException {
    try (var files = Files.list(folder.resolve("blobs"))) {
      return files.count();
    }
  }

  Path blob(byte[] bytes) {
    return folder.resolve("blobs").resolve(Samples.blob(bytes).sha256().hex());
  }

  @Override
  public void close() {
    database.close();
  }

  private void changed() {
    changes++;
    if (changes == killAt) {
      throw new Killed();
    }
  }
}
