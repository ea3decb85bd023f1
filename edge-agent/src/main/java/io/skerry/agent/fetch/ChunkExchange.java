package io.skerry.agent.fetch;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.message.Want.Range;
import java.util.List;
import java.util.Optional;

/** Where chunks are asked for and come from. Nothing that it gives is trusted. */
public interface ChunkExchange {
  /** Begins to listen to the chunks of a blob; they come only while this is open. */
  Listener listen(Sha256 blob);

  /** Whether anything could arrive now. */
  boolean connected();

  /** The chunks of one blob. Confined to one thread. */
  interface Listener extends AutoCloseable {
    /** Asks for chunks; what can't be sent now is lost, and asked for again. */
    void want(List<Range> missing) throws InterruptedException;

    /** The next chunk's message, waiting for one up to a time. */
    Optional<byte[]> poll(long timeoutMs) throws InterruptedException;

    @Override
    void close();
  }
}
