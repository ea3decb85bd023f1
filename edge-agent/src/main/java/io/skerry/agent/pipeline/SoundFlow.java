package io.skerry.agent.pipeline;

import io.skerry.agent.media.MediaException;
import io.skerry.agent.media.Sound;
import io.skerry.agent.media.SoundSource;
import io.skerry.agent.media.Sources;
import io.skerry.agent.model.Lease;
import io.skerry.agent.model.Listening;
import io.skerry.agent.model.ModelException;
import io.skerry.protocol.message.Result;
import java.util.List;
import java.util.Optional;

/**
 * Sound through a model that hears: one event where something begins and one where it ends, or one
 * for what was said, when it comes to a pause. The model's state begins anew with each pass and
 * with each release, never with another session or other parameters.
 */
final class SoundFlow implements Flow {
  private final Context context;
  private final int rateHz;
  private final Pace pace = new Pace();
  private Optional<Listening<? extends Result>> listening = Optional.empty();
  private long samples;

  SoundFlow(Context context, int rateHz) {
    this.context = context;
    this.rateHz = rateHz;
  }

  @Override
  public Outcome run() throws MediaException, InterruptedException {
    try (SoundSource source = Sources.sound(context.source(), rateHz)) {
      Optional<Sound> block = source.next();
      while (block.isPresent()) {
        context.counts().sourceWorks();
        if (context.source().realTime()) {
          pace.await((samples + block.get().samples().length) * 1000 / rateHz);
        }
        if (!hear(block.get())) {
          return Outcome.MODEL_CHANGED;
        }
        samples += block.get().samples().length;
        block = source.next();
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      finish();
      return Outcome.ENDED;
    } finally {
      end();
    }
  }

  /** Listens to one block; false if the model takes other sound, or none. */
  private boolean hear(Sound block) throws InterruptedException {
    try (Lease lease = context.lease()) {
      if (!lease.active().follows() || lease.rateHz() != rateHz) {
        return false;
      }
      Listening<? extends Result> stream = stream(lease);
      float threshold = context.minScore(lease.active());
      tell(stream, lease.hear(stream, block, threshold));
    } catch (ModelException e) {
      context.counts().inferenceFailed(e);
    }
    context.counts().frame();
    return true;
  }

  private Listening<? extends Result> stream(Lease lease) throws ModelException {
    boolean same = goesOn(lease);
    if (!same) {
      end();
      listening = Optional.of(lease.follow(samples * 1000 / rateHz));
    }
    return listening.get();
  }

  private boolean goesOn(Lease lease) {
    return listening.map(on -> on.release().equals(lease.active().release())).orElse(false);
  }

  /** The source has come to its end: what waits for a next block is worked off too. */
  private void finish() throws InterruptedException {
    if (listening.isEmpty()) {
      return;
    }
    try (Lease lease = context.lease()) {
      if (goesOn(lease)) {
        tell(listening.get(), lease.finish(listening.get()));
        listening = Optional.empty();
      }
    } catch (ModelException e) {
      context.counts().inferenceFailed(e);
    }
  }

  private void end() {
    listening.ifPresent(stream -> tell(stream, stream.end()));
    listening = Optional.empty();
  }

  private void tell(Listening<?> stream, List<? extends Result> results) {
    results.forEach(result -> context.emitter().tell(stream.release(), result));
  }
}
