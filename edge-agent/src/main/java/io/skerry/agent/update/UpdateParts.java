package io.skerry.agent.update;

import io.skerry.agent.fetch.BlobFetcher;
import io.skerry.agent.state.DeviceState;
import io.skerry.protocol.activation.Recipient;

/** Puts the parts of the update flow together. */
record UpdateParts(Restart restart, Turn turn) {
  static UpdateParts of(
      Recipient me,
      DeviceState state,
      UpdatePorts ports,
      UpdateClocks clocks,
      Updater.Listeners listeners) {
    Settings settings = listeners.settings();
    Journal journal = new Journal(state, clocks.trust(), listeners.changed());
    Manifests manifests = new Manifests(ports.store());
    Inventory inventory = new Inventory(state, manifests, ports.store());
    Repository repository =
        new Repository(ports.source(), ports.metadata(), clocks.trust(), journal);
    Activator activator = new Activator(ports.host(), ports.store(), settings, clocks.nanoTime());
    GoBack goBack = new GoBack(state, journal, activator, manifests, repository);
    Starter starter = new Starter(state, journal, activator, goBack, inventory);
    BlobFetcher fetcher = new BlobFetcher(ports.store(), ports.chunks(), clocks.nanoTime());
    Stager stager = new Stager(ports.store(), fetcher, manifests);
    Turn.Work work =
        new Turn.Work(
            activator,
            new Bringer(state, journal, stager, starter, clocks.trust()),
            new Probation(state, activator, journal, goBack, settings),
            inventory,
            journal,
            new Retry(clocks.nanoTime()));
    AssignmentGate gate = new AssignmentGate(me, state, repository, clocks.trust(), journal);
    return new UpdateParts(
        new Restart(state, journal, stager, starter, goBack),
        new Turn(state, listeners.signals(), gate, repository, work));
  }
}
