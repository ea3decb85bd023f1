package io.skerry.agent.model;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.media.Picture;
import io.skerry.agent.media.Sound;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Result;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A release's model, loaded and proved. It counts its holders, the first of whom has loaded it; the
 * last to let go closes the session. Thread-safe.
 */
public final class LoadedModel {
  private final Manifest manifest;
  private final Session session;
  private final Use use;
  private final Proof proof;
  private final AtomicInteger holders = new AtomicInteger(1);

  LoadedModel(Manifest manifest, Session session, Use use, Proof proof) {
    this.manifest = manifest;
    this.session = session;
    this.use = use;
    this.proof = proof;
  }

  /**
   * What was proved.
   *
   * @param variant the variant's id
   * @param detail for people
   */
  public record Proof(String variant, String detail) {}

  /** The release as its publisher signed it. */
  public Manifest manifest() {
    return manifest;
  }

  /** What was proved before it was activated. */
  public Proof proof() {
    return proof;
  }

  /** One holder more; false if it is closed already. */
  boolean hold() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** One holder less; the last one closes the session. */
  public void letGo() {
    if (holders.decrementAndGet() == 0) {
      session.close();
    }
  }

  Use use() {
    return use;
  }

  Found look(Picture picture, float minScore) throws ModelException {
    if (!(use instanceof SightUse sight)) {
      throw new IllegalStateException(manifest.release() + " takes no pictures");
    }
    try {
      return sight.look(session, picture, minScore);
    } catch (EngineException e) {
      throw ModelException.content(e.getMessage(), e);
    }
  }

  List<Result.Activity> hear(Hearing hearing, Sound block, float threshold) throws ModelException {
    try {
      return hearing.hear(session, block, threshold);
    } catch (EngineException e) {
      throw ModelException.content(e.getMessage(), e);
    }
  }
}
