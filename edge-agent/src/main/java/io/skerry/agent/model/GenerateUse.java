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
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output.Generate;
import java.util.Map;
import java.util.Optional;

/**
 * A model that writes text token by token: it translates or goes on from a text, or writes down a
 * sound. Its steps run on the session itself, on the caller's thread. Thread-safe.
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

  /** Writes what comes of a text. */
  Told read(WholeSession session, String text, Cancellation cancellation)
      throws EngineException, TextException {
    Input.Text input = (Input.Text) content.input();
    Tokens tokens = session.reader().encode(text);
    if (output.encoder().isEmpty()) {
      return told(
          session,
          generator.goOn(session.sessions(Optional.empty()).decoder(), tokens, cancellation));
    }
    Map<String, Tensor> inputs = TextTensors.of(input, tokens);
    return told(session, encode(session, inputs, tokens.count(), cancellation));
  }

  /** Writes what comes of a sound. */
  Told transcribe(WholeSession session, Sound sound, Cancellation cancellation)
      throws ModelException, EngineException, TextException {
    Input.Audio input = (Input.Audio) content.input();
    if (sound.rateHz() != input.rateHz() || sound.samples().length > input.window()) {
      throw TextException.tooLong(
          "sound: expected at most %d samples at %d Hz, got %d"
              .formatted(input.window(), input.rateHz(), sound.samples().length));
    }
    String encoder = output.encoder().orElseThrow().part();
    Map<String, Tensor> inputs = HeardFrames.first(input, content.parts().get(encoder));
    float[] step = new float[input.context() + input.window()];
    System.arraycopy(sound.samples(), 0, step, input.context(), sound.samples().length);
    new HeardFrames(input).fill(step, inputs);
    return told(session, encode(session, inputs, 1, cancellation));
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

  private static Told told(WholeSession session, Generated generated) {
    return new Told.Text(
        session.writer().decode(generated.tokens()), generated.ending() == Generated.Ending.END);
  }
}
