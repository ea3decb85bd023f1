package io.skerry.agent.model;

import io.skerry.agent.media.Sound;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.agent.signal.CtcDecoder;
import io.skerry.agent.signal.SoundWindows;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.message.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream of sound that is written down by CTC. A text is told when nothing was heard for a
 * second, or when it has gone on for half a minute; then the decoder begins anew, the model's own
 * state does not. Confined to one thread.
 */
public final class Dictation extends Listening<Result.Transcript> {
  private static final long PAUSE_MS = 1_000;
  private static final long LONGEST_MS = 30_000;

  private final SpeechUse use;
  private final SpeechSteps steps;
  private final SoundWindows windows;
  private final long startMs;
  private CtcDecoder decoder;
  private List<Result.Transcript> told = new ArrayList<>();
  private boolean speaking;
  private long fromMs;
  private long toMs;
  private long done;

  /**
   * Begins with silence as context and zeros as state.
   *
   * @param startMs the time in the source of the first sample
   */
  Dictation(ReleaseId release, SpeechUse use, long startMs) throws ModelException {
    super(release);
    this.use = use;
    this.steps = new SpeechSteps(use);
    this.windows = new SoundWindows(use.input().window(), use.input().context());
    this.startMs = startMs;
    this.decoder = use.decoder();
    this.toMs = startMs;
  }

  @Override
  List<Result.Transcript> hear(Scheduler scheduler, Sound block, float threshold, Terms terms)
      throws ModelException {
    use.checkRate(block);
    windows.<ModelException>add(block.samples(), samples -> step(scheduler, terms, samples));
    return take();
  }

  @Override
  List<Result.Transcript> finish(Scheduler scheduler, Terms terms) throws ModelException {
    windows.<ModelException>end(samples -> step(scheduler, terms, samples));
    return end();
  }

  @Override
  public List<Result.Transcript> end() {
    tell(toMs);
    return take();
  }

  private List<Result.Transcript> take() {
    List<Result.Transcript> taken = told;
    told = new ArrayList<>();
    return taken;
  }

  private void step(Scheduler scheduler, Terms terms, float[] samples) throws ModelException {
    steps.run(scheduler, terms, samples, this::row);
    done++;
  }

  private void row(float[] scores, int number, int count) {
    decoder.step(scores);
    long endMs = timeMs(number + 1, count);
    if (use.likeliest(scores) != use.output().blank()) {
      fromMs = speaking ? fromMs : timeMs(number, count);
      toMs = endMs;
      speaking = true;
    }
    if (endMs - toMs >= PAUSE_MS || (speaking && endMs - fromMs >= LONGEST_MS)) {
      tell(endMs);
    }
  }

  /** Tells what was said, if it was something, and begins anew. */
  private void tell(long nowMs) {
    String text = speaking ? use.text(decoder.labels()) : "";
    if (!text.isEmpty()) {
      int length = Math.min(text.length(), Result.Transcript.MAX_TEXT_CHARS);
      told.add(new Result.Transcript(fromMs, toMs, text.substring(0, length)));
    }
    decoder = use.decoder();
    speaking = false;
    toMs = nowMs;
  }

  /** When that many of the rows of the step under way have passed. */
  private long timeMs(int rows, int count) {
    long samples = done * use.input().window() + (long) rows * use.input().window() / count;
    return startMs + samples * 1000 / use.input().rateHz();
  }
}
