package io.skerry.agent.text;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.Output.Generate;
import io.skerry.protocol.manifest.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Generates text token by token: an encoder once, then a decoder whose cache of keys and values is
 * carried from step to step. Thread-safe; runs native code, so call it on platform threads.
 */
public final class Generator {
  private final Generate spec;
  private final DecoderPlan plan;
  private final Set<String> states;

  /**
   * For this decoder.
   *
   * @throws IllegalArgumentException if its tensors are not what the output says
   */
  public Generator(Generate spec, Tensors decoder) {
    this.spec = spec;
    this.plan = new DecoderPlan(spec, decoder);
    this.states =
        decoder.state().stream().map(Tensors.StatePair::input).collect(Collectors.toSet());
  }

  /** The sessions that it runs. */
  public record Sessions(Session decoder, Optional<Session> encoder) {}

  /**
   * Generates from what an encoder is given.
   *
   * @param inputs all inputs of the encoder, one row
   * @param mask the tensor that tells the decoder which of the encoder's steps count; empty for all
   * @throws EngineException if a run fails or is broken off
   * @throws TextException MODEL if the model tells no numbers
   */
  public Generated encodeAndGenerate(
      Sessions sessions,
      Map<String, Tensor> inputs,
      Optional<Tensor> mask,
      Cancellation cancellation)
      throws EngineException, TextException {
    Generate.Encoder encoder = spec.encoder().orElseThrow();
    List<String> wanted = encoder.memory().stream().map(Tensors.StatePair::output).toList();
    Map<String, Tensor> told = sessions.encoder().orElseThrow().run(inputs, wanted, cancellation);
    Map<String, Tensor> memory = new HashMap<>();
    Map<String, Tensor> first = new HashMap<>();
    for (Tensors.StatePair pair : encoder.memory()) {
      Map<String, Tensor> target = states.contains(pair.input()) ? first : memory;
      target.put(pair.input(), told.get(pair.output()));
    }
    try {
      encoder.mask().ifPresent(name -> memory.put(name, mask.orElseThrow()));
      long[] start = {spec.start().orElseThrow()};
      return run(sessions.decoder(), memory, first, start, cancellation);
    } finally {
      told.values().forEach(Tensor::free);
    }
  }

  /** Generates what follows a text, where there is no encoder. */
  public Generated goOn(Session decoder, Tokens text, Cancellation cancellation)
      throws EngineException, TextException {
    long[] prompt = Arrays.copyOf(text.ids(), text.count() + (spec.start().isPresent() ? 1 : 0));
    spec.start().ifPresent(start -> prompt[text.count()] = start);
    return run(decoder, Map.of(), Map.of(), prompt, cancellation);
  }

  private Generated run(
      Session decoder,
      Map<String, Tensor> memory,
      Map<String, Tensor> first,
      long[] given,
      Cancellation cancellation)
      throws EngineException, TextException {
    try (Decoding decoding =
        new Decoding(plan, decoder, memory, plan.firstState(first), cancellation)) {
      return new BeamSearch(spec).search(decoding, given, cancellation);
    }
  }
}
