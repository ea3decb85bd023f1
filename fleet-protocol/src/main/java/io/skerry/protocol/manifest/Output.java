package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** How a model's tensors become results. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Output.Classify.class, name = "classify"),
  @JsonSubTypes.Type(value = Output.Boxes.class, name = "boxes"),
  @JsonSubTypes.Type(value = Output.Activity.class, name = "activity"),
  @JsonSubTypes.Type(value = Output.Raw.class, name = "tensors")
})
public sealed interface Output {
  /**
   * Scores per class, float32 [batch, classes].
   *
   * @param topK how many to tell, 1 to 1,000
   */
  record Classify(String tensor, Activation activation, int topK) implements Output {
    public Classify {
      if (topK < 1 || topK > 1_000) {
        throw new IllegalArgumentException("topK: expected 1 to 1000, got " + topK);
      }
    }
  }

  /**
   * Boxes.
   *
   * @param form how they are laid out
   * @param scores float32 [batch, anchors, classes]
   * @param boxes float32 [batch, anchors, 4]
   * @param background the class that means nothing is there
   * @param minScore boxes below are dropped, unless the parameter of that name says otherwise
   * @param nmsIou of two boxes of a class that overlap by more, the weaker is dropped
   */
  record Boxes(
      Form form,
      String scores,
      String boxes,
      Optional<Integer> background,
      Activation activation,
      Decimal minScore,
      Decimal nmsIou)
      implements Output {

    /** A layout of boxes. */
    public enum Form {
      /** x1, y1, x2, y2 as parts of the picture, 0..1, decoded inside the model. */
      @JsonProperty("ssd")
      SSD
    }
  }

  /**
   * Whether something goes on, one score per step, float32 [1, 1].
   *
   * @param threshold a step at or above starts it
   * @param hysteresis a step below {@code threshold - hysteresis} may end it
   * @param minActiveMs shorter ones are not told
   * @param minInactiveMs shorter pauses do not end it
   */
  record Activity(
      String tensor, Decimal threshold, Decimal hysteresis, int minActiveMs, int minInactiveMs)
      implements Output {}

  /** Tensors as they are. */
  record Raw() implements Output {}

  /** What is applied to scores. */
  enum Activation {
    @JsonProperty("none")
    NONE,
    @JsonProperty("softmax")
    SOFTMAX,
    @JsonProperty("sigmoid")
    SIGMOID
  }
}
