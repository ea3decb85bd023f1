package io.skerry.agent.pipeline;

import io.skerry.agent.media.MediaException;

/** One pass through a source. Confined to the pipeline's thread. */
sealed interface Flow permits PictureFlow, SoundFlow {
  /**
   * Works off the source to its end.
   *
   * @return why it came to an end
   * @throws MediaException if the source is gone or broken
   * @throws InterruptedException if the pipeline is to stop
   */
  Outcome run() throws MediaException, InterruptedException;

  /** Why a pass came to an end. */
  enum Outcome {
    /** The source has no more. */
    ENDED,
    /** The model's successor takes something else, so that the source must be opened anew. */
    MODEL_CHANGED
  }
}
