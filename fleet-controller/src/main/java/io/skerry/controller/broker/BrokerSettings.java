package io.skerry.controller.broker;

import io.skerry.controller.authority.TlsIdentity;
import java.nio.file.Path;

/**
 * What a broker needs.
 *
 * @param folder its journal and messages; created
 * @param host the address to listen on
 * @param port 0 takes a free one
 */
public record BrokerSettings(Path folder, String host, int port, TlsIdentity tls) {}
