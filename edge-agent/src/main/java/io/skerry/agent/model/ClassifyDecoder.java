package io.skerry.agent.model;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.message.Result;
import java.nio.FloatBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One score per class -> the likeliest classes. */
record ClassifyDecoder(Output.Classify output, Labels labels) implements PictureDecoder {
  @Override
  public Found decode(Map<String, Tensor> outputs, Placement placement, float minScore)
      throws ModelException {
    return new Found.Labels(labels(outputs));
  }

  /** The likeliest classes, best first, at least one. */
  List<Result.Label> labels(Map<String, Tensor> outputs) throws ModelException {
    FloatBuffer values = outputs.get(output.tensor()).floats();
    if (!values.hasRemaining()) {
      throw ModelException.content("output " + output.tensor() + ": expected classes, got none");
    }
    float[] scores = new float[values.remaining()];
    values.get(scores);
    Scores.activate(scores, output.activation());
    return IntStream.range(0, scores.length)
        .mapToObj(i -> new Result.Label(i, labels.of(i), scores[i]))
        .sorted(Comparator.comparing(Result.Label::score).reversed())
        .limit(output.topK())
        .toList();
  }
}
