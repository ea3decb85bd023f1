package io.skerry.agent.model;

import io.skerry.agent.engine.Session;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.schedule.Scheduler;
import java.util.Optional;

/** What a model is loaded from, again and again. Thread-safe. */
public interface ModelSource {
  /** For people: {@code vision/person-detector@1.4.0}. */
  String label();

  /** The length of its file, which it takes at least. */
  long fileBytes();

  /** The memory that it will take, before anybody knows. */
  long estimateBytes();

  /**
   * Makes ready what all models share, so that this one is not charged for it; blocks.
   *
   * @throws ModelException if it can't be loaded here
   */
  void prepare() throws ModelException;

  /**
   * Loads it, proves it, warms it up and finds out how to batch it; blocks. When it throws, nothing
   * is left open.
   *
   * @throws ModelException if it can't be loaded or doesn't do what it should
   */
  Session open() throws ModelException;

  /** Why a request does not fit the model, once it was opened; empty if it does. */
  Optional<String> refusal(InferRequest request);

  /** What may be why the engine failed on a request that was not refused. */
  Optional<String> doubt(InferRequest request);

  /** Puts a scheduler in front of it. */
  Scheduler start(Session session);

  /** What a file of this length takes in memory, roughly. */
  static long estimate(long fileBytes) {
    return fileBytes + fileBytes / 2 + (8L << 20);
  }
}
