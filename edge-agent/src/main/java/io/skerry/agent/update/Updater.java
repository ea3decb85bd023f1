package io.skerry.agent.update;

import io.skerry.agent.state.DeviceState;
import io.skerry.protocol.activation.Recipient;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what runs on this device equal to what its assignment wants, on one virtual thread. What
 * arrives may come from any thread.
 */
public final class Updater implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Updater.class);
  private static final long END_MS = 10_000;
  private static final long FAULT_PAUSE_MS = 5_000;

  private final DeviceState state;
  private final Signals signals = new Signals();
  private final Settings settings = new Settings();
  private final UpdateParts parts;
  private volatile Thread thread;

  /**
   * Does nothing yet.
   *
   * @param changed called after each change that the fleet should know of; returns soon
   */
  public Updater(
      Recipient me, DeviceState state, UpdatePorts ports, UpdateClocks clocks, Runnable changed) {
    this.state = state;
    this.parts =
        UpdateParts.of(me, state, ports, clocks, new Listeners(signals, settings, changed));
  }

  /** What the flow listens to and tells. */
  record Listeners(Signals signals, Settings settings, Runnable changed) {}

  /**
   * Starts what ran before, without any connection. Once, before {@link #start}; blocks.
   *
   * @throws IOException if this machine's disk fails
   */
  public void restore() throws IOException {
    parts.restart().restore();
  }

  /** Begins to follow assignments. Once. */
  public void start() {
    thread = Thread.ofVirtual().name("update").start(this::follow);
  }

  /** An assignment arrived, perhaps. */
  public void assignment(byte[] envelope) {
    signals.assignment(envelope);
  }

  /** New metadata arrived, perhaps. */
  public void metadataChanged() {
    signals.metadata();
  }

  /** A connection is up. */
  public void connected() {
    signals.connected();
  }

  /** The settings of the configuration that runs. */
  public Settings settings() {
    return settings;
  }

  /** An orderly end, which no release is blamed for. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(END_MS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    state.releases().forgiveStarts();
  }

  private void follow() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        signals.await(turn());
      }
    } catch (InterruptedException _) {
      LOG.debug("updates end");
    }
  }

  private long turn() throws InterruptedException {
    try {
      return parts.turn().take();
    } catch (IOException | UncheckedIOException e) {
      LOG.error("this machine's disk fails, trying again", e);
      return FAULT_PAUSE_MS;
    }
  }
}
