package io.skerry.agent.pipeline;

import io.skerry.agent.media.Frame;
import io.skerry.agent.media.FrameSource;
import io.skerry.agent.media.MediaException;
import io.skerry.agent.media.Picture;
import io.skerry.agent.media.Sources;
import io.skerry.agent.model.Found;
import io.skerry.agent.model.Lease;
import io.skerry.agent.model.ModelException;
import io.skerry.protocol.message.Result;
import java.util.List;
import java.util.Optional;

/** Pictures through a model that sees: one event for each that holds anything. */
record PictureFlow(Context context) implements Flow {
  @Override
  public Outcome run() throws MediaException, InterruptedException {
    try (FrameSource frames = open()) {
      Picture spare = new Picture(1, 1);
      long dueMs = 0;
      Optional<Frame> frame = frames.next(spare);
      while (frame.isPresent()) {
        context.counts().sourceWorks();
        if (frame.get().mediaMs() >= dueMs) {
          dueMs = frame.get().mediaMs() + context.spec().intervalMs();
          if (!look(frame.get())) {
            return Outcome.MODEL_CHANGED;
          }
        }
        spare = frame.get().picture();
        frame = frames.next(spare);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return Outcome.ENDED;
    }
  }

  private FrameSource open() throws MediaException {
    FrameSource source = Sources.frames(context.source());
    return context.source().realTime()
        ? NewestFrame.start("source-" + context.emitter().pipeline(), source, context.counts())
        : source;
  }

  /** Looks at one frame; false if the model takes no pictures any more. */
  private boolean look(Frame frame) throws InterruptedException {
    try (Lease lease = context.lease()) {
      if (!lease.active().sees()) {
        return false;
      }
      float minScore = context.minScore(lease.active());
      Optional<Result> result = result(frame, lease.look(frame.picture(), minScore), minScore);
      result.ifPresent(told -> context.emitter().tell(lease.active().release(), told));
    } catch (ModelException e) {
      context.counts().inferenceFailed(e);
    }
    context.counts().frame();
    return true;
  }

  private static Optional<Result> result(Frame frame, Found found, float minScore) {
    return switch (found) {
      case Found.Boxes(List<Result.Box> boxes) ->
          boxes.isEmpty()
              ? Optional.empty()
              : Optional.of(new Result.Detections(frame.number(), frame.mediaMs(), boxes));
      case Found.Labels(List<Result.Label> labels) -> {
        List<Result.Label> told =
            labels.stream().filter(label -> label.score() >= minScore).toList();
        yield told.isEmpty()
            ? Optional.empty()
            : Optional.of(new Result.Classification(frame.number(), frame.mediaMs(), told));
      }
    };
  }
}
