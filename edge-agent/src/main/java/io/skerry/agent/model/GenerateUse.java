package io.skerry.agent.model;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.media.Sound;
import io.skerry.agent.text.Generated;
import io.skerry.agent.text.Generator;
import io.skerry.agent.text.TextException;
import io.skerry.agent.text.TextTensors;
import io.skerry.agent.text.Tokens;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output.Generate;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that writes text token by token: it translates or goes on from a text, or writes down a
 * sound. For its scheduler a whole text is one run ({@link WritingSession}). Thread-safe.
 */
final class GenerateUse implements Use {
  private final ModelContent content;
  private final Generate output;
  private final Generator generator;

  private GenerateUse(ModelContent content, Generate output, Generator generator) {
    this.content = content;
    this.output = output;
    this.generator = generator;
  }

  static GenerateUse of(Generate output, ModelContent content) throws ModelException {
    try {
      if (content.input() instanceof Input.Audio audio) {
        if (output.encoder().isEmpty() || output.tokenizer().isEmpty()) {
          throw ModelException.content("generate needs an encoder and a tokenizer for sound");
        }
        HeardFrames.first(audio, content.parts().get(output.encoder().get().part()));
      }
      return new GenerateUse(content, output, new Generator(output, content.tensors()));
    } catch (IllegalArgumentException e) {
      throw ModelException.content(e.getMessage(), e);
    }
  }

  /** Whether texts go in; else sounds. */
  boolean reads() {
    return content.input() instanceof Input.Text;
  }

  /** The rate of the sound that goes in. */
  int rateHz() {
    return ((Input.Audio) content.input()).rateHz();
  }

  /** A text as a request. */
  Question ask(String text) {
    return question(WritingSession.TEXT, Tensor.ofTexts(List.of(text), 1));
  }

  /** A sound as a request. */
  Question ask(Sound sound) {
    Tensor samples = Tensor.allocate(ElementType.FLOAT32, 1, sound.samples().length);
    samples.floats().put(sound.samples());
    return question(WritingSession.AUDIO, samples);
  }

  private static Question question(String input, Tensor tensor) {
    return new Question(
        Map.of(input, tensor),
        WritingSession::told,
        message -> ModelException.caller(message, null));
  }

  /** Writes what comes of a text. */
  Generated read(WholeSession session, String text, Cancellation cancellation)
      throws EngineException, TextException {
    Input.Text input = (Input.Text) content.input();
    Tokens tokens = session.reader().encode(text);
    if (output.encoder().isEmpty()) {
      return generator.goOn(session.sessions(Optional.empty()).decoder(), tokens, cancellation);
    }
    Map<String, Tensor> inputs = TextTensors.of(input, tokens);
    return encode(session, inputs, tokens.count(), cancellation);
  }

  /** Writes what comes of samples at its rate. */
  Generated transcribe(WholeSession session, FloatBuffer samples, Cancellation cancellation)
      throws ModelException, EngineException, TextException {
    Input.Audio input = (Input.Audio) content.input();
    int length = samples.remaining();
    if (length == 0 || length > input.window()) {
      throw TextException.tooLong(
          "sound: expected 1 to %d samples at %d Hz, got %d"
              .formatted(input.window(), input.rateHz(), length));
    }
    String encoder = output.encoder().orElseThrow().part();
    Map<String, Tensor> inputs = HeardFrames.first(input, content.parts().get(encoder));
    float[] step = new float[input.context() + input.window()];
    samples.get(step, input.context(), length);
    new HeardFrames(input).fill(step, inputs);
    return encode(session, inputs, 1, cancellation);
  }

  private Generated encode(
      WholeSession session, Map<String, Tensor> inputs, int tokens, Cancellation cancellation)
      throws EngineException, TextException {
    return generator.encodeAndGenerate(
        session.sessions(output.encoder().map(Generate.Encoder::part)),
        inputs,
        output.encoder().orElseThrow().mask().map(name -> TextTensors.mask(tokens)),
        cancellation);
  }
}
