package io.skerry.agent.model;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served.Availability;
import io.skerry.agent.infer.Ticket;
import io.skerry.agent.media.Picture;
import io.skerry.agent.media.Sound;
import io.skerry.agent.text.TextException;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Result;
import java.util.List;

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
    return !source.content().tensors().state().isEmpty() && resident.busy();
  }

  Ticket infer(InferRequest request, Completion completion) {
    return resident.infer(request, completion);
  }

  Found look(Picture picture, float minScore) throws ModelException {
    if (!(use() instanceof SightUse sight)) {
      throw new IllegalStateException(manifest().release() + " takes no pictures");
    }
    Loaded loaded = resident.take();
    try {
      return sight.look(loaded.scheduler(), picture, minScore);
    } catch (EngineException e) {
      throw ModelException.of(e);
    } finally {
      loaded.done();
    }
  }

  Told read(String text) throws ModelException {
    Loaded loaded = resident.take();
    try {
      return switch (use()) {
        case TextUse reader -> reader.read(loaded, text);
        case GenerateUse writer ->
            writer.read((WholeSession) loaded.session(), text, new Cancellation());
        case SightUse _, SoundUse _, SpeechUse _, RawUse _ ->
            throw new IllegalStateException(manifest().release() + " takes no text");
      };
    } catch (EngineException e) {
      throw ModelException.of(e);
    } catch (TextException e) {
      throw fault(e);
    } finally {
      loaded.done();
    }
  }

  Told transcribe(Sound sound) throws ModelException {
    Loaded loaded = resident.take();
    try {
      return switch (use()) {
        case SpeechUse speech -> speech.transcribe(loaded.scheduler(), sound);
        case GenerateUse writer ->
            writer.transcribe((WholeSession) loaded.session(), sound, new Cancellation());
        case SightUse _, SoundUse _, TextUse _, RawUse _ ->
            throw new IllegalStateException(manifest().release() + " writes down no sound");
      };
    } catch (EngineException e) {
      throw ModelException.of(e);
    } catch (TextException e) {
      throw fault(e);
    } finally {
      loaded.done();
    }
  }

  private static ModelException fault(TextException e) {
    return switch (e.fault()) {
      case TOO_LONG, BROKEN -> ModelException.caller(e.getMessage(), e);
      case TOKENIZER, MODEL -> ModelException.content(e.getMessage(), e);
      case MACHINE -> ModelException.machine(e.getMessage(), e);
    };
  }

  List<Result.Activity> hear(Hearing hearing, Sound block, float threshold) throws ModelException {
    Loaded loaded = resident.take();
    try {
      return hearing.hear(loaded.scheduler(), block, threshold);
    } catch (EngineException e) {
      throw ModelException.of(e);
    } finally {
      loaded.done();
    }
  }
}
