package io.skerry.agent.model;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.text.Embeddings;
import io.skerry.agent.text.TextException;
import io.skerry.agent.text.TextTensors;
import io.skerry.agent.text.Tokenizer;
import io.skerry.agent.text.Tokens;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.npy.NpyArray;
import io.skerry.protocol.npy.SampleInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model that reads: one text in, classes or a vector out. Thread-safe. */
final class TextUse implements Use {
  private final Input.Text input;
  private final ModelContent content;
  private final Map<String, Tensor> constants;

  private TextUse(Input.Text input, ModelContent content, Map<String, Tensor> constants) {
    this.input = input;
    this.content = content;
    this.constants = constants;
  }

  static TextUse of(Input.Text input, ModelContent content) throws ModelException {
    if (!content.tensors().state().isEmpty()) {
      throw ModelException.content("state needs output generate or input audio, got text");
    }
    List<String> given = new ArrayList<>(List.of(input.ids()));
    input.mask().ifPresent(given::add);
    input.types().ifPresent(given::add);
    NpyArray token =
        NpyArray.zeros(io.skerry.protocol.manifest.ElementType.INT64, new long[] {1, 1});
    Map<String, NpyArray> tokens = HashMap.newHashMap(given.size());
    given.forEach(name -> tokens.put(name, token));
    try {
      Map<String, NpyArray> inputs =
          new HashMap<>(SampleInputs.complete(content.tensors(), tokens));
      inputs.keySet().removeAll(given);
      return new TextUse(input, content, NpyTensors.of(inputs));
    } catch (FormatException e) {
      throw ModelException.content(e.getMessage(), e);
    }
  }

  /** A text as a request. */
  Question ask(Tokenizer tokenizer, String text) throws TextException {
    Tokens tokens = tokenizer.encode(text);
    Map<String, Tensor> inputs = new HashMap<>(constants);
    inputs.putAll(TextTensors.of(input, tokens));
    return new Question(inputs, outputs -> told(outputs, tokens.count()), ModelException::content);
  }

  private Told told(Map<String, Tensor> outputs, int tokens) throws ModelException {
    return switch (content.output()) {
      case Output.Classify classify ->
          new Told.Labels(
              new ClassifyDecoder(classify, new Labels(content.labels())).labels(outputs));
      case Output.Embedding embedding -> vector(embedding, outputs.get(embedding.tensor()), tokens);
      case Output.Boxes _, Output.Activity _, Output.Ctc _, Output.Generate _, Output.Raw _ ->
          throw new IllegalStateException("not a kind of text");
    };
  }

  private static Told vector(Output.Embedding embedding, Tensor output, int tokens)
      throws ModelException {
    long[] mask = new long[tokens];
    Arrays.fill(mask, 1); // nothing is filled up
    try {
      List<Float> values = new ArrayList<>();
      for (float value : Embeddings.of(embedding, output, new long[][] {mask})[0]) {
        values.add(value);
      }
      return new Told.Vector(values);
    } catch (IllegalArgumentException e) {
      throw ModelException.content(e.getMessage(), e);
    }
  }
}
