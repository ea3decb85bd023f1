package io.skerry.agent.model;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.message.Result;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Scores [1, anchors, classes] and boxes [1, anchors, 4], decoded inside the model. */
record SsdDecoder(Output.Boxes output, Labels labels) implements PictureDecoder {
  @Override
  public Found decode(Map<String, Tensor> outputs, Placement placement, float minScore)
      throws ModelException {
    FloatBuffer scores = outputs.get(output.scores()).floats();
    FloatBuffer boxes = outputs.get(output.boxes()).floats();
    int anchors = boxes.remaining() / 4;
    int classes = anchors == 0 ? 0 : scores.remaining() / anchors;
    if (anchors * 4 != boxes.remaining() || classes * anchors != scores.remaining()) {
      throw ModelException.content(
          "boxes: %d scores don't fit %d coordinates"
              .formatted(scores.remaining(), boxes.remaining()));
    }
    List<Result.Box> candidates = new ArrayList<>();
    float[] anchor = new float[classes];
    for (int i = 0; i < anchors; i++) {
      scores.get(i * classes, anchor);
      Scores.activate(anchor, output.activation());
      for (int c = 0; c < classes; c++) {
        if (anchor[c] >= minScore && output.background().orElse(-1) != c) {
          candidates.add(box(boxes, i, c, anchor[c], placement));
        }
      }
    }
    return new Found.Boxes(Nms.keep(candidates, (float) output.nmsIou().value()));
  }

  private Result.Box box(FloatBuffer boxes, int anchor, int index, float score, Placement placement)
      throws ModelException {
    int at = anchor * 4;
    float sum = boxes.get(at) + boxes.get(at + 1) + boxes.get(at + 2) + boxes.get(at + 3);
    if (!Float.isFinite(sum)) {
      throw ModelException.content("box " + anchor + ": a coordinate is not a finite number");
    }
    return new Result.Box(
        index,
        labels.of(index),
        score,
        placement.pictureX(boxes.get(at)),
        placement.pictureY(boxes.get(at + 1)),
        placement.pictureX(boxes.get(at + 2)),
        placement.pictureY(boxes.get(at + 3)));
  }
}
