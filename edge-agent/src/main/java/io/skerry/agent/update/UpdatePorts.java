package io.skerry.agent.update;

import io.skerry.agent.fetch.ChunkExchange;
import io.skerry.agent.fetch.RepositorySource;
import io.skerry.agent.release.ReleaseHost;
import io.skerry.agent.store.BlobStore;
import io.skerry.protocol.tuf.MetadataStore;

/**
 * What the update flow works with.
 *
 * @param host runs releases
 * @param chunks brings blobs
 * @param source brings metadata
 */
public record UpdatePorts(
    ReleaseHost host,
    ChunkExchange chunks,
    RepositorySource source,
    MetadataStore metadata,
    BlobStore store) {}
