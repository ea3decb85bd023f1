package io.skerry.agent.model;

import io.skerry.agent.media.Picture;
import io.skerry.agent.media.Sound;
import io.skerry.protocol.message.Result;
import java.util.List;

/**
 * The right to use an active model: as long as it is held, the model's session stays open, even if
 * another release has taken over. Short: for one request or one frame. Confined to one platform
 * thread.
 */
public final class Lease implements AutoCloseable {
  private final ActiveModel active;
  private final Terms terms;

  Lease(ActiveModel active, Terms terms) {
    this.active = active;
    this.terms = terms.of(active.release());
  }

  /** The model. */
  public ActiveModel active() {
    return active;
  }

  /**
   * Looks at one picture.
   *
   * @param minScore boxes below are dropped; classes are told whatever their score
   * @throws ModelException if the inference failed, which counts against the model's health, or if
   *     it is busy, which does not
   * @throws IllegalStateException if it takes no pictures
   */
  public Found look(Picture picture, float minScore) throws ModelException {
    return counted(() -> active.model().look(picture, minScore, terms));
  }

  /**
   * Begins to listen to a stream of sound for what goes on in it.
   *
   * @param startMs the time in the source of the first sample
   * @throws IllegalStateException if it takes no sound
   */
  public Hearing listen(long startMs) throws ModelException {
    if (!(active.model().use() instanceof SoundUse use)) {
      throw new IllegalStateException(active.release() + " takes no sound");
    }
    return new Hearing(active.release(), use, startMs);
  }

  /**
   * Begins to listen to a stream of sound, whatever is told of it.
   *
   * @param startMs the time in the source of the first sample
   * @throws IllegalStateException if it takes no stream of sound
   */
  public Listening<? extends Result> follow(long startMs) throws ModelException {
    return active.model().use() instanceof SpeechUse use
        ? new Dictation(active.release(), use, startMs)
        : listen(startMs);
  }

  /** The rate of the sound that it takes. */
  public int rateHz() {
    return switch (active.model().use()) {
      case SoundUse use -> use.input().rateHz();
      case SpeechUse use -> use.input().rateHz();
      case GenerateUse use when !use.reads() -> use.rateHz();
      case GenerateUse _, TextUse _, SightUse _, RawUse _ ->
          throw new IllegalStateException(active.release() + " takes no sound");
    };
  }

  /**
   * Reads one text. The listener is told on a thread of the model's scheduler, or at once, even
   * after this lease has ended. A failed inference counts against the model's health; that it is
   * busy or late, or that the text is none or too long, does not.
   *
   * @throws IllegalStateException if it takes no text
   */
  public void read(String text, ToldListener listener) {
    Counted counted = new Counted(listener);
    counted.around(() -> active.model().read(text, terms, counted));
  }

  /**
   * Writes down a whole sound, at its rate; told as for {@link #read}.
   *
   * @throws IllegalStateException if it writes down no sound
   */
  public void transcribe(Sound sound, ToldListener listener) {
    Counted counted = new Counted(listener);
    counted.around(() -> active.model().transcribe(sound, terms, counted));
  }

  /** Holds the model until it is told, and counts that for its health. */
  private final class Counted implements ToldListener {
    private final ToldListener listener;
    private final long start = System.nanoTime();

    Counted(ToldListener listener) {
      this.listener = listener;
    }

    void around(Runnable question) {
      boolean held = hold(); // as this lease does
      boolean asked = false;
      try {
        question.run();
        asked = true;
      } finally {
        if (held && !asked) {
          active.model().letGo();
        }
      }
    }

    @Override
    public void told(Told told) {
      active.health().ran(System.nanoTime() - start);
      active.model().letGoSoon();
      listener.told(told);
    }

    @Override
    public void failed(ModelException why) {
      if (why.counts()) {
        active.health().failed(why.getMessage());
      }
      active.model().letGoSoon();
      listener.failed(why);
    }
  }

  /**
   * Listens to the next block.
   *
   * @param listening the stream so far, begun with a lease of the same release
   * @param threshold a window at or above starts an activity
   * @return what has begun or ended with it
   * @throws ModelException if the inference failed, which counts against the model's health, or if
   *     it is busy, which does not
   */
  public <R extends Result> List<R> hear(Listening<R> listening, Sound block, float threshold)
      throws ModelException {
    check(listening);
    return counted(() -> active.model().hear(listening, block, threshold, terms));
  }

  /**
   * Ends a stream where its last block ended.
   *
   * @throws ModelException as {@link #hear} does
   */
  public <R extends Result> List<R> finish(Listening<R> listening) throws ModelException {
    check(listening);
    return counted(() -> active.model().finish(listening, terms));
  }

  private void check(Listening<?> listening) {
    if (!listening.release().equals(active.release())) {
      throw new IllegalStateException(listening.release() + " is not " + active.release());
    }
  }

  private <T> T counted(Inference<T> inference) throws ModelException {
    long start = System.nanoTime();
    String failure = "a bug in the agent";
    boolean ran = false;
    boolean counts = true;
    try {
      T result = inference.run();
      ran = true;
      return result;
    } catch (ModelException e) {
      failure = e.getMessage();
      counts = e.counts();
      throw e;
    } finally {
      if (ran) {
        active.health().ran(System.nanoTime() - start);
      } else if (counts) {
        active.health().failed(failure);
      }
    }
  }

  /** Holds the model once more, beyond this lease. */
  boolean hold() {
    return active.model().hold();
  }

  @Override
  public void close() {
    terms.close();
    active.model().letGo();
  }

  private interface Inference<T> {
    T run() throws ModelException;
  }
}
