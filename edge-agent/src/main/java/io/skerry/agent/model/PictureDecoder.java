package io.skerry.agent.model;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import java.util.Map;

/** How tensors become what was found in a picture; one class for each kind of output. */
sealed interface PictureDecoder permits ClassifyDecoder, SsdDecoder {
  /**
   * Reads one picture's outputs.
   *
   * @param placement where the picture stood in the input
   * @param minScore boxes below are dropped; classes are told whatever their score
   * @throws ModelException if the outputs are no numbers or don't fit each other
   */
  Found decode(Map<String, Tensor> outputs, Placement placement, float minScore)
      throws ModelException;

  /**
   * The decoder that the release asks for.
   *
   * @throws ModelException if there is none for pictures
   */
  static PictureDecoder of(ModelContent content) throws ModelException {
    Labels labels = new Labels(content.labels());
    return switch (content.output()) {
      case Output.Classify classify -> new ClassifyDecoder(classify, labels);
      case Output.Boxes boxes ->
          switch (boxes.form()) {
            case SSD -> new SsdDecoder(boxes, labels);
          };
      case Output.Activity _, Output.Embedding _, Output.Ctc _, Output.Generate _, Output.Raw _ ->
          throw ModelException.content("input image needs output classify or boxes");
    };
  }
}
