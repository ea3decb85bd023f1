package io.skerry.agent.fetch;

import io.skerry.protocol.tuf.MetadataSource;

/** A source of metadata that is pushed the newest, and asks for the rest. */
public interface RepositorySource extends MetadataSource {
  /** Forgets what was pushed, so that every file is asked for. */
  void forgetCurrent();
}
