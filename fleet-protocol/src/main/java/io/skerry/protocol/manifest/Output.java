package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.skerry.protocol.json.Copies;
import java.util.List;
import java.util.Optional;

/** How a model's tensors become results. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Output.Classify.class, name = "classify"),
  @JsonSubTypes.Type(value = Output.Boxes.class, name = "boxes"),
  @JsonSubTypes.Type(value = Output.Activity.class, name = "activity"),
  @JsonSubTypes.Type(value = Output.Embedding.class, name = "embedding"),
  @JsonSubTypes.Type(value = Output.Ctc.class, name = "ctc"),
  @JsonSubTypes.Type(value = Output.Generate.class, name = "generate"),
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

  /**
   * One vector for each text.
   *
   * @param tensor float32 [batch, tokens, width], or [batch, width] where nothing is pooled
   * @param pool how the vectors of the tokens become one
   * @param normalise whether it is scaled to length 1
   */
  record Embedding(String tensor, Pool pool, boolean normalise) implements Output {
    /** How vectors become one. */
    public enum Pool {
      /** The mean over the tokens that are no padding. */
      @JsonProperty("mean")
      MEAN,
      /** The first token's. */
      @JsonProperty("cls")
      CLS,
      /** The model pools itself. */
      @JsonProperty("none")
      NONE
    }
  }

  /**
   * Connectionist temporal classification: scores for each label at each step, of which repeats and
   * blanks fall away; the labels put together are the text.
   *
   * @param tensor float32 [batch, steps, labels]: logits or log-probabilities
   * @param blank the label that stands for nothing
   * @param beams prefixes that are followed, 1 to 64; with 1 the best label of each step is taken
   */
  record Ctc(String tensor, int blank, int beams) implements Output {
    public Ctc {
      if (blank < 0 || beams < 1 || beams > 64) {
        throw new IllegalArgumentException(
            "ctc: expected a blank from 0 and 1 to 64 beams, got " + blank + " and " + beams);
      }
    }
  }

  /**
   * Text, token by token. The variant's own file is the decoder, and its state the cache of keys
   * and values: before the first step it has no past, a length of 0 in each symbolic dimension but
   * the batch. Without an encoder the text that comes in is what the decoder goes on from.
   *
   * @param encoder what runs once, before the first step
   * @param tokens the decoder's input of new token ids, int64 [batch, step]
   * @param mask its input that is 1 for each token so far, int64 [batch, past + step]
   * @param positions its input of where each new token stands, int64 [batch, step]
   * @param logits its output, float32 [batch, step, vocabulary]
   * @param start the token that it begins with, after the text where there is no encoder
   * @param end the tokens that end a text, 1 to 16
   * @param maxTokens the most that it tells, 1 to 4,096
   * @param beams texts that are followed, 1 to 16; with 1 the best token of each step is taken
   * @param lengthPenalty the score of a text is divided by its length to this power, 0 to 4
   * @param tokenizer for the way back; the input's own where it is left out
   */
  record Generate(
      Optional<Encoder> encoder,
      String tokens,
      Optional<String> mask,
      Optional<String> positions,
      String logits,
      Optional<Integer> start,
      List<Integer> end,
      int maxTokens,
      int beams,
      Decimal lengthPenalty,
      Optional<Blob> tokenizer)
      implements Output {
    public Generate {
      end = Copies.list("end", end, 16);
      tokenizer.ifPresent(Input.Text::requireTokenizer);
      if (end.isEmpty() || end.stream().anyMatch(id -> id < 0) || start.orElse(0) < 0) {
        throw new IllegalArgumentException(
            "generate: expected a token that ends a text, and ids from 0, got " + end);
      }
      if (encoder.isPresent() && start.isEmpty()) {
        throw new IllegalArgumentException(
            "generate: expected the token that a decoder starts with");
      }
      if (maxTokens < 1 || maxTokens > 4_096 || beams < 1 || beams > 16) {
        throw new IllegalArgumentException(
            "generate: expected maxTokens 1 to 4096 and 1 to 16 beams, got "
                + maxTokens
                + " and "
                + beams);
      }
      if (lengthPenalty.value() < 0 || lengthPenalty.value() > 4) {
        throw new IllegalArgumentException("lengthPenalty: expected 0 to 4, got " + lengthPenalty);
      }
    }

    /**
     * What runs once.
     *
     * @param part the name of its file and tensors
     * @param memory each of its outputs that the decoder takes, at every step or as the first state
     * @param mask the decoder's input that takes the mask of the text that went into the encoder
     */
    public record Encoder(String part, List<Tensors.StatePair> memory, Optional<String> mask) {
      public Encoder {
        memory = Copies.list("memory", memory, 64);
        if (memory.isEmpty()) {
          throw new IllegalArgumentException("encoder: expected an output that the decoder takes");
        }
      }
    }
  }

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
