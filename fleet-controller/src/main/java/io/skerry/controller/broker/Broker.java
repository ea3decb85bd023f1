package io.skerry.controller.broker;

import io.netty.util.internal.PlatformDependent;
import io.skerry.controller.files.DurableFile;
import io.skerry.protocol.id.FleetId;
import java.nio.file.Files;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.server.RemotingService;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/**
 * The embedded MQTT broker: mutual TLS only, one role per certificate, sessions and retained
 * messages on disk. Good to about 2,000 devices. Thread-safe.
 */
public final class Broker implements AutoCloseable {
  private final EmbeddedActiveMQ broker;
  private final int port;

  private Broker(EmbeddedActiveMQ broker, int port) {
    this.broker = broker;
    this.port = port;
  }

  /**
   * Starts a broker and waits until it listens.
   *
   * @throws BrokerException if it can't
   */
  public static Broker start(BrokerSettings settings, FleetId fleet) throws BrokerException {
    requireCleaner();
    EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    try {
      Files.createDirectories(settings.folder().toAbsolutePath().getParent());
      DurableFile.createSecretFolder(settings.folder());
      StoreFiles stores = StoreFiles.write(settings.folder(), settings.tls());
      AccessRules rules = new AccessRules(fleet);
      broker.setConfiguration(Configurations.create(settings, stores));
      broker.setSecurityManager(new CertificateSecurity(rules));
      broker.start();
      RemotingService remoting = broker.getActiveMQServer().getRemotingService();
      remoting.addIncomingInterceptor(new ConnectGate(rules));
      remoting.getAcceptor(Configurations.ACCEPTOR).start(); // not before the gate stands
      return new Broker(broker, boundPort(broker));
    } catch (Exception e) {
      stop(broker, e);
      throw new BrokerException(
          "the broker can't start on " + settings.host() + ":" + settings.port() + ": " + e, e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Stops it; every client is disconnected. */
  @Override
  public void close() {
    try {
      broker.stop();
    } catch (Exception e) {
      throw new IllegalStateException("a broker that can't be stopped", e);
    }
  }

  /** Without it the journal of an earlier run can't be read (Artemis 2.55 with Netty 4.2). */
  private static void requireCleaner() throws BrokerException {
    if (!PlatformDependent.hasUnsafe()) {
      throw new BrokerException(
          "the broker needs the JVM option --sun-misc-unsafe-memory-access=allow",
          PlatformDependent.getUnsafeUnavailabilityCause());
    }
  }

  private static int boundPort(EmbeddedActiveMQ broker) {
    if (broker.getActiveMQServer().getRemotingService().getAcceptor(Configurations.ACCEPTOR)
            instanceof NettyAcceptor acceptor
        && acceptor.getActualPort() > 0) {
      return acceptor.getActualPort();
    }
    throw new IllegalStateException("expected the broker to listen");
  }

  private static void stop(EmbeddedActiveMQ broker, Exception reason) {
    try {
      broker.stop();
    } catch (Exception e) {
      reason.addSuppressed(e);
    }
  }
}
