package io.skerry.agent.model;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served.Availability;
import io.skerry.agent.infer.Ticket;
import io.skerry.agent.media.Picture;
import io.skerry.agent.media.Sound;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.agent.text.TextException;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Result;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A release's model, loaded and proved; it may leave memory while nobody asks, and comes back. It
 * counts its holders, the first of whom has loaded it; with the last it leaves memory for good.
 * Thread-safe.
 */
public final class LoadedModel {
  private final ReleaseSource source;
  private final Resident resident;

  LoadedModel(ReleaseSource source, Resident resident) {
    this.source = source;
    this.resident = resident;
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
    return source.manifest();
  }

  /** What was proved before it was activated. */
  public Proof proof() {
    return source.proof();
  }

  /** Whether it is in memory. */
  public Availability availability() {
    return resident.availability();
  }

  /** How it is batched, for people; empty while it is not in memory. */
  public String plan() {
    return resident.plan();
  }

  /** What is being made ready while it serves, for people. */
  public Optional<String> progress() {
    return resident.progress();
  }

  /** How much is made of a better engine, 0 to 1; empty where none is being made. */
  OptionalDouble built() {
    return resident.built();
  }

  /** One holder more; false if it is closed already. */
  boolean hold() {
    return resident.hold();
  }

  /** One holder less; the last one closes it. */
  public void letGo() {
    resident.letGo();
  }

  /** The same for threads that must not wait. */
  void letGoSoon() {
    resident.letGoSoon();
  }

  Use use() {
    return source.use();
  }

  Signature signature() {
    return source.signature();
  }

  InferenceStats stats() {
    return source.stats();
  }

  /** What runs it, by Triton's names. */
  String platform() {
    return switch (source.variant().engine()) {
      case ONNXRUNTIME -> "onnxruntime_onnx";
      case TENSORRT -> "tensorrt_plan";
    };
  }

  boolean knows(String sequenceId) {
    return resident.knows(sequenceId);
  }

  /** Whether sequences go on in it, or may have begun just now. */
  boolean sequencing() {
    return source.stateful() && resident.busy();
  }

  Ticket infer(InferRequest request, Completion completion) {
    return resident.infer(request, completion);
  }

  Found look(Picture picture, float minScore, Terms terms) throws ModelException {
    if (!(use() instanceof SightUse sight)) {
      throw new IllegalStateException(manifest().release() + " takes no pictures");
    }
    Loaded loaded = resident.take(terms);
    try {
      return sight.look(loaded.scheduler(), picture, minScore, terms);
    } catch (EngineException e) {
      throw ModelException.of(e);
    } finally {
      loaded.done();
    }
  }

  /** Asks about a text; the answer comes on a thread of the scheduler, or at once. */
  void read(String text, Terms terms, ToldListener listener) {
    ask(
        loaded ->
            switch (use()) {
              case TextUse reader -> reader.ask(((WholeSession) loaded.session()).reader(), text);
              case GenerateUse writer -> writer.ask(text);
              case SightUse _, SoundUse _, SpeechUse _, RawUse _ ->
                  throw new IllegalStateException(manifest().release() + " takes no text");
            },
        terms,
        listener);
  }

  /** Asks for the text of a whole sound, by steps on this thread or as one run of its own. */
  void transcribe(Sound sound, Terms terms, ToldListener listener) {
    switch (use()) {
      case SpeechUse speech -> {
        Told told;
        try {
          told = transcribe(speech, sound, terms);
        } catch (ModelException e) {
          listener.failed(e);
          return;
        }
        listener.told(told);
      }
      case GenerateUse writer -> ask(loaded -> writer.ask(sound), terms, listener);
      case SightUse _, SoundUse _, TextUse _, RawUse _ ->
          throw new IllegalStateException(manifest().release() + " writes down no sound");
    }
  }

  private Told transcribe(SpeechUse speech, Sound sound, Terms terms) throws ModelException {
    Loaded loaded = resident.take(terms);
    try {
      return speech.transcribe(loaded.scheduler(), sound, terms);
    } finally {
      loaded.done();
    }
  }

  private interface Asking {
    Question of(Loaded loaded) throws TextException;
  }

  private void ask(Asking asking, Terms terms, ToldListener listener) {
    Loaded loaded;
    try {
      loaded = resident.take(terms);
    } catch (ModelException e) {
      listener.failed(e);
      return;
    }
    Question question;
    try {
      question = asking.of(loaded);
    } catch (TextException e) {
      loaded.done();
      listener.failed(fault(e));
      return;
    } catch (RuntimeException e) {
      loaded.done();
      throw e;
    }
    question.put(loaded.scheduler(), terms, new Using(loaded, listener));
  }

  /** Ends the use of a model before it is told. */
  private record Using(Loaded loaded, ToldListener listener) implements ToldListener {
    @Override
    public void told(Told told) {
      loaded.doneSoon();
      listener.told(told);
    }

    @Override
    public void failed(ModelException why) {
      loaded.doneSoon();
      listener.failed(why);
    }
  }

  private static ModelException fault(TextException e) {
    return switch (e.fault()) {
      case TOO_LONG, BROKEN -> ModelException.caller(e.getMessage(), e);
      case TOKENIZER, MODEL -> ModelException.content(e.getMessage(), e);
      case MACHINE -> ModelException.machine(e.getMessage(), e);
    };
  }

  <R extends Result> List<R> hear(Listening<R> listening, Sound block, float threshold, Terms terms)
      throws ModelException {
    return heard(scheduler -> listening.hear(scheduler, block, threshold, terms), terms);
  }

  <R extends Result> List<R> finish(Listening<R> listening, Terms terms) throws ModelException {
    return heard(scheduler -> listening.finish(scheduler, terms), terms);
  }

  private interface Heard<R> {
    List<R> of(Scheduler scheduler) throws ModelException, EngineException;
  }

  private <R> List<R> heard(Heard<R> heard, Terms terms) throws ModelException {
    Loaded loaded = resident.take(terms);
    try {
      return heard.of(loaded.scheduler());
    } catch (EngineException e) {
      throw ModelException.of(e);
    } finally {
      loaded.done();
    }
  }
}
