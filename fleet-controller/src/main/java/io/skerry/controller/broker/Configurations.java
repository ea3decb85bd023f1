package io.skerry.controller.broker;

import io.skerry.protocol.topic.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** The broker's settings, chosen for thousands of devices on a small machine. */
final class Configurations {
  static final String ACCEPTOR = "mqtt";
  private static final int QUEUE_BUFFER = 16;
  private static final int ADDRESS_BYTES = 4 << 20;
  private static final int CHUNKS_BYTES = 64 << 20;
  private static final long CHUNKS_PER_SUBSCRIBER = 128;
  private static final long GLOBAL_BYTES = 128L << 20;
  private static final int JOURNAL_BYTES = 4 << 20;
  private static final int HANDSHAKE_TIMEOUT_S = 120;

  private Configurations() {}

  static Configuration create(BrokerSettings settings, StoreFiles stores) throws Exception {
    Path folder = settings.folder();
    Configuration configuration =
        new ConfigurationImpl()
            .setName("skerry")
            .setSecurityEnabled(true)
            // The broker's only name and password, for clusters: nobody knows it, nobody needs it.
            .setClusterUser(UUID.randomUUID().toString())
            .setClusterPassword(UUID.randomUUID().toString())
            .setJMXManagementEnabled(false)
            .setJournalType(JournalType.NIO)
            .setJournalFileSize(JOURNAL_BYTES)
            .setJournalMinFiles(2)
            .setJournalPoolFiles(4)
            .setJournalDirectory(folder.resolve("journal").toString())
            .setBindingsDirectory(folder.resolve("bindings").toString())
            .setLargeMessagesDirectory(folder.resolve("large").toString())
            .setPagingDirectory(folder.resolve("paging").toString())
            .setThreadPoolMaxSize(8)
            .setScheduledThreadPoolMaxSize(2)
            .setGlobalMaxSize(GLOBAL_BYTES)
            .setAuthenticationCacheSize(0)
            .setAuthorizationCacheSize(0)
            .addAcceptorConfiguration(acceptor(settings, stores));
    addressSettings(configuration);
    return configuration;
  }

  private static void addressSettings(Configuration configuration) {
    configuration.addAddressSetting("#", common());
    // A retained message stands in a queue without consumers: it is not there by accident.
    configuration.addAddressSetting("$sys.#", common().setAutoDeleteQueues(false));
    // A subscriber that reads nothing loses its own oldest chunks and delays nobody else.
    configuration.addAddressSetting(
        "skerry.1.*.blobs.*.chunks",
        common()
            .setDefaultRingSize(CHUNKS_PER_SUBSCRIBER)
            .setMaxSizeBytes(CHUNKS_BYTES)
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP));
  }

  private static AddressSettings common() {
    return new AddressSettings()
        .setInitialQueueBufferSize(QUEUE_BUFFER)
        .setEnableMetrics(false)
        .setMaxSizeBytes(ADDRESS_BYTES)
        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE);
  }

  private static TransportConfiguration acceptor(BrokerSettings settings, StoreFiles stores) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("host", settings.host());
    parameters.put("port", settings.port());
    parameters.put("autoStart", false);
    parameters.put("protocols", "MQTT");
    parameters.put("remotingThreads", 2);
    parameters.put("sslEnabled", true);
    parameters.put("needClientAuth", true);
    parameters.put("enabledProtocols", "TLSv1.3,TLSv1.2");
    parameters.put("keyStorePath", stores.keyStore().toString());
    parameters.put("keyStoreType", "PKCS12");
    parameters.put("keyStorePassword", stores.password());
    parameters.put("trustStorePath", stores.trustStore().toString());
    parameters.put("trustStoreType", "PKCS12");
    parameters.put("trustStorePassword", stores.password());
    parameters.put("sslHandshakeTimeout", HANDSHAKE_TIMEOUT_S);
    parameters.put("handshake-timeout", HANDSHAKE_TIMEOUT_S);
    Map<String, Object> mqtt = new HashMap<>();
    mqtt.put("maximumPacketSize", Topics.MAX_PACKET_BYTES);
    mqtt.put("receiveMaximum", Topics.RECEIVE_MAXIMUM);
    mqtt.put("topicAliasMaximum", 0);
    mqtt.put("allowLinkStealing", true);
    return new TransportConfiguration(
        NettyAcceptorFactory.class.getName(), parameters, ACCEPTOR, mqtt);
  }
}
