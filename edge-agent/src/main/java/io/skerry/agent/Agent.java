package io.skerry.agent;

import io.skerry.agent.enrol.Identity;
import io.skerry.agent.report.ProcessFigures;
import io.skerry.agent.report.ReportSource;
import io.skerry.agent.report.Reporter;
import io.skerry.agent.report.TelemetrySender;
import io.skerry.agent.state.Database;
import io.skerry.agent.state.DeviceState;
import io.skerry.agent.store.BlobStore;
import io.skerry.agent.store.MetadataFolder;
import io.skerry.agent.update.TrustClock;
import io.skerry.agent.update.UpdateClocks;
import io.skerry.agent.update.UpdatePorts;
import io.skerry.agent.update.Updater;
import io.skerry.protocol.message.ReportedState.AgentInfo;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;

/**
 * The device's side of the fleet, wired by hand: updates and reports on top of what the maker gives
 * and closes. The maker closes this too, first.
 */
final class Agent implements AutoCloseable {
  private final Membership membership;
  private final Updater updater;
  private final Reporter reporter;
  private final TelemetrySender telemetry;

  private Agent(
      Membership membership, Updater updater, Reporter reporter, TelemetrySender telemetry) {
    this.membership = membership;
    this.updater = updater;
    this.reporter = reporter;
    this.telemetry = telemetry;
  }

  static Agent of(StateFolder folder, Database database, Membership membership, Inference inference)
      throws IOException {
    Identity identity = membership.identity();
    DeviceState state = DeviceState.in(database);
    Build build = Build.current();
    TrustClock clock =
        new TrustClock(InstantSource.system(), state.assignments().mark(), build.time());
    AgentInfo info = new AgentInfo(build.version(), Build.arch(), Inference.ENGINES);
    Reporter reporter =
        new Reporter(
            new ReportSource(database, identity.recipient(), info, InstantSource.system()),
            identity.signer(),
            membership.link(),
            membership.out("state"));
    UpdatePorts ports =
        new UpdatePorts(
            inference.host(),
            membership.exchange().chunks(),
            membership.exchange().metadata(),
            new MetadataFolder(folder.resolve("metadata")),
            BlobStore.open(folder.resolve("blobs")));
    Updater updater =
        new Updater(
            identity.recipient(),
            state,
            ports,
            new UpdateClocks(clock, System::nanoTime),
            reporter::changed);
    ProcessFigures process = new ProcessFigures();
    TelemetrySender telemetry =
        new TelemetrySender(
            membership.link(),
            membership.out("telemetry"),
            () -> figures(process, membership, inference),
            updater.settings()::telemetryIntervalMs,
            InstantSource.system());
    return new Agent(membership, updater, reporter, telemetry);
  }

  /** Starts what ran before; nothing of it needs a connection. */
  void restore() throws IOException {
    updater.restore();
  }

  /** Begins to connect and to follow the fleet. */
  void start() {
    Membership.Exchange exchange = membership.exchange();
    reporter.start();
    membership.outbox().start();
    updater.start();
    telemetry.start();
    membership
        .link()
        .start(
            new DeviceReceiver(
                membership.topics(),
                membership.identity().place().device(),
                exchange.metadata(),
                exchange.chunks(),
                updater),
            this::connected);
  }

  @Override
  public void close() {
    updater.close();
    telemetry.close();
    reporter.close();
  }

  private void connected() {
    reporter.changed();
    updater.connected();
    membership.outbox().connected();
  }

  private static Map<String, Double> figures(
      ProcessFigures process, Membership membership, Inference inference) {
    Map<String, Double> figures = process.now();
    figures.put("inferences", inference.count());
    figures.put("outboxDepth", (double) membership.outbox().depth());
    figures.put("outboxDropped", (double) membership.outbox().dropped());
    figures.put("inboxDropped", (double) membership.link().dropped());
    figures.put("chunksDropped", (double) membership.exchange().chunks().dropped());
    return figures;
  }
}
