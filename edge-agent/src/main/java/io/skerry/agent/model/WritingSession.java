package io.skerry.agent.model;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.text.Generated;
import io.skerry.agent.text.TextException;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A model that writes text as schedulers and callers see it: one run takes a text ({@code text},
 * STRING [1]) or samples at the model's rate ({@code audio}, float32 [1, samples]) and gives the
 * text that comes of it ({@code text}, STRING [1]) and whether the model ended it itself ({@code
 * complete}, BOOL [1]). A cancellation breaks it off within a step. Thread-safe.
 */
final class WritingSession implements Session {
  /** What is read or written. */
  static final String TEXT = "text";

  /** What is heard. */
  static final String AUDIO = "audio";

  private static final String COMPLETE = "complete";
  private static final List<String> TOLD = List.of(TEXT, COMPLETE);

  private final GenerateUse use;
  private final WholeSession files;

  /** Takes over the files. */
  WritingSession(GenerateUse use, WholeSession files) {
    this.use = use;
    this.files = files;
  }

  /** What callers give and get. */
  static Tensors tensors(GenerateUse use) {
    Tensors.Spec given =
        use.reads()
            ? new Tensors.Spec(TEXT, ElementType.STRING, List.of("1"))
            : new Tensors.Spec(AUDIO, ElementType.FLOAT32, List.of("1", "samples"));
    return new Tensors(
        List.of(given),
        List.of(
            new Tensors.Spec(TEXT, ElementType.STRING, List.of("1")),
            new Tensors.Spec(COMPLETE, ElementType.BOOL, List.of("1"))),
        List.of(),
        List.of());
  }

  /** What the outputs say. */
  static Told told(Map<String, Tensor> outputs) {
    return new Told.Text(
        outputs.get(TEXT).texts().getFirst(), outputs.get(COMPLETE).bytes().get(0) == 1);
  }

  @Override
  public List<Tensors.Spec> inputs() {
    return tensors(use).inputs();
  }

  @Override
  public List<Tensors.Spec> outputs() {
    return tensors(use).outputs();
  }

  @Override
  public Map<String, Tensor> run(
      Map<String, Tensor> inputs, List<String> wanted, Cancellation cancellation)
      throws EngineException {
    Generated generated = generate(inputs, cancellation);
    if (generated.ending() == Generated.Ending.CANCELLED) {
      throw EngineException.ofCancelled();
    }
    Tensor complete = Tensor.allocate(ElementType.BOOL, 1);
    complete.bytes().put(0, (byte) (generated.ending() == Generated.Ending.END ? 1 : 0));
    Map<String, Tensor> outputs = new HashMap<>();
    outputs.put(TEXT, Tensor.ofTexts(List.of(files.writer().decode(generated.tokens())), 1));
    outputs.put(COMPLETE, complete);
    Map<String, Tensor> told = new LinkedHashMap<>();
    (wanted.isEmpty() ? TOLD : wanted).forEach(name -> told.put(name, outputs.get(name)));
    return told;
  }

  private Generated generate(Map<String, Tensor> inputs, Cancellation cancellation)
      throws EngineException {
    try {
      return use.reads()
          ? use.read(files, inputs.get(TEXT).texts().getFirst(), cancellation)
          : use.transcribe(files, inputs.get(AUDIO).floats(), cancellation);
    } catch (TextException e) {
      throw switch (e.fault()) {
        case TOO_LONG, BROKEN -> EngineException.ofInputs(e.getMessage(), e);
        case TOKENIZER, MODEL, MACHINE -> new EngineException(e.getMessage(), e);
      };
    } catch (ModelException e) {
      throw new EngineException(e.getMessage(), e);
    } catch (EngineException e) { // the steps' inputs are none of the caller's
      throw e.inputsAtFault() ? new EngineException(e.getMessage(), e) : e;
    }
  }

  @Override
  public Optional<String> progress() {
    return files.progress();
  }

  @Override
  public OptionalDouble built() {
    return files.built();
  }

  @Override
  public void close() {
    files.close();
  }
}
