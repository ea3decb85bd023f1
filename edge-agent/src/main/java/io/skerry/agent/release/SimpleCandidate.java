package io.skerry.agent.release;

import java.util.Optional;

/** A candidate that holds nothing before it is activated. */
record SimpleCandidate(String detail, Runnable activation) implements ReleaseHost.Candidate {
  @Override
  public void activate() {
    activation.run();
  }

  @Override
  public Optional<String> variant() {
    return Optional.empty();
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
