package io.skerry.agent.pipeline;

import io.skerry.agent.media.MediaException;
import io.skerry.agent.media.Sound;
import io.skerry.agent.media.SoundSource;
import io.skerry.agent.media.Sources;
import io.skerry.agent.model.Hearing;
import io.skerry.agent.model.Lease;
import io.skerry.agent.model.ModelException;
import io.skerry.protocol.message.Result;
import java.util.List;
import java.util.Optional;

/**
 * Sound through a model that hears: one event where something begins and one where it ends. The
 * model's state begins anew with each pass and with each release, never with another session or
 * other parameters.
 */
final class SoundFlow implements Flow {
  private final Context context;
  private final int rateHz;
  private final Pace pace = new Pace();
  private Optional<Hearing> hearing = Optional.empty();
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
      return Outcome.ENDED;
    } finally {
      end();
    }
  }

  /** Listens to one block; false if the model takes other sound, or none. */
  private boolean hear(Sound block) throws InterruptedException {
    try (Lease lease = context.lease()) {
      if (!lease.active().hears() || lease.rateHz() != rateHz) {
        return false;
      }
      Hearing stream = stream(lease);
      float threshold = context.minScore(lease.active());
      tell(stream, lease.hear(stream, block, threshold));
    } catch (ModelException e) {
      context.counts().inferenceFailed(e);
    }
    context.counts().frame();
    return true;
  }

  private Hearing stream(Lease lease) throws ModelException {
    boolean same = hearing.isPresent() && hearing.get().release().equals(lease.active().release());
    if (!same) {
      end();
      hearing = Optional.of(lease.listen(samples * 1000 / rateHz));
    }
    return hearing.get();
  }

  private void end() {
    hearing.ifPresent(stream -> tell(stream, stream.end().stream().toList()));
    hearing = Optional.empty();
  }

  private void tell(Hearing stream, List<Result.Activity> activities) {
    activities.forEach(activity -> context.emitter().tell(stream.release(), activity));
  }
}
