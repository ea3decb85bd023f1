package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.skerry.protocol.json.Copies;
import java.util.List;
import java.util.Optional;

/** How what comes from outside becomes tensors. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Input.Image.class, name = "image"),
  @JsonSubTypes.Type(value = Input.Audio.class, name = "audio"),
  @JsonSubTypes.Type(value = Input.Text.class, name = "text"),
  @JsonSubTypes.Type(value = Input.Raw.class, name = "tensors")
})
public sealed interface Input {
  /**
   * A picture: each value is {@code (pixel * scale - mean[c]) / std[c]} with pixels 0 to 255.
   *
   * @param tensor the input that takes it, float32
   * @param width 1 to 8192 pixels
   * @param height 1 to 8192 pixels
   * @param pad what fills the rest where {@code fit} is letterbox, 0 to 255
   * @param mean one value per channel, or one for all
   * @param std the same
   */
  record Image(
      String tensor,
      int width,
      int height,
      Fit fit,
      int pad,
      Colour colour,
      Layout layout,
      Decimal scale,
      List<Decimal> mean,
      List<Decimal> std)
      implements Input {
    public Image {
      mean = perChannel("mean", mean, colour);
      std = perChannel("std", std, colour);
      if (width < 1 || height < 1 || width > 8192 || height > 8192) {
        throw new IllegalArgumentException(
            "input size: expected 1 to 8192 pixels, got " + width + "x" + height);
      }
      if (std.stream().anyMatch(value -> value.value() == 0)) {
        throw new IllegalArgumentException("std: expected no zero, got " + std);
      }
    }

    private static List<Decimal> perChannel(String what, List<Decimal> given, Colour colour) {
      List<Decimal> values = Copies.list(what, given, 3);
      if (values.size() == 1) {
        return java.util.Collections.nCopies(colour.channels(), values.getFirst());
      }
      if (values.size() != colour.channels()) {
        throw new IllegalArgumentException(
            what + ": expected 1 or " + colour.channels() + " values, got " + values.size());
      }
      return values;
    }
  }

  /**
   * Sound: mono float32 samples -1..1, {@code context} old and {@code window} new ones per step.
   *
   * @param tensor the input that takes it, float32 [1, context + window], or the features
   * @param rateHz 1,000 to 192,000
   * @param window new samples per step, at most 2^20; a multiple of the features' hop
   * @param context samples of the window before that stand in front, at most 2^20
   * @param features what is made of the samples; frames end exactly where the step ends
   */
  record Audio(String tensor, int rateHz, int window, int context, Optional<LogMel> features)
      implements Input {
    public Audio {
      if (rateHz < 1_000 || rateHz > 192_000 || window < 1 || window > 1 << 20 || context < 0) {
        throw new IllegalArgumentException(
            "audio input: expected rateHz 1000 to 192000, window 1 to 1048576 and context >= 0, got "
                + rateHz
                + ", "
                + window
                + ", "
                + context);
      }
      if (features.isPresent()) {
        requireWholeFrames(features.get(), window, context);
        if (features.get().fMax().value() * 2 > rateHz) {
          throw new IllegalArgumentException(
              "fMax: expected at most half of rateHz, got " + features.get().fMax());
        }
      }
    }

    /** Raw samples. */
    public Audio(String tensor, int rateHz, int window, int context) {
      this(tensor, rateHz, window, context, Optional.empty());
    }

    private static void requireWholeFrames(LogMel mel, int window, int context) {
      long beyond = (long) context + window - mel.frame();
      if (context > 1 << 20 || window % mel.hop() != 0 || beyond < 0 || beyond % mel.hop() != 0) {
        throw new IllegalArgumentException(
            ("audio input: expected a window of whole hops of %d and frames of %d that end where a"
                    + " step ends, got window %d and context %d")
                .formatted(mel.hop(), mel.frame(), window, context));
      }
    }
  }

  /**
   * Text in UTF-8.
   *
   * @param tokenizer a {@code tokenizer.json}, which makes token ids of it
   * @param maxTokens longer texts are refused, 1 to 8,192
   * @param ids the input that takes the token ids, int64 [batch, tokens]
   * @param mask the input that tells tokens, 1, from padding, 0; the same type and shape
   * @param types the input that takes each token's segment; the same type and shape
   */
  record Text(
      Blob tokenizer, int maxTokens, String ids, Optional<String> mask, Optional<String> types)
      implements Input {
    /** The longest tokenizer, in bytes. */
    public static final int MAX_TOKENIZER_BYTES = 32 << 20;

    public Text {
      requireTokenizer(tokenizer);
      if (maxTokens < 1 || maxTokens > 8_192) {
        throw new IllegalArgumentException("maxTokens: expected 1 to 8192, got " + maxTokens);
      }
    }

    static void requireTokenizer(Blob tokenizer) {
      if (tokenizer.length() > MAX_TOKENIZER_BYTES) {
        throw new IllegalArgumentException(
            "tokenizer: expected at most 32 MiB, got " + tokenizer.length() + " bytes");
      }
    }
  }

  /** Tensors as they are. */
  record Raw() implements Input {}

  /** How a picture is brought to the model's size. */
  enum Fit {
    @JsonProperty("stretch")
    STRETCH,
    @JsonProperty("letterbox")
    LETTERBOX,
    @JsonProperty("crop")
    CROP
  }

  /** The order of channels. */
  enum Colour {
    RGB,
    BGR,
    GRAY;

    /** 3, or 1 for gray. */
    public int channels() {
      return this == GRAY ? 1 : 3;
    }
  }

  /** The order of dimensions. */
  enum Layout {
    NCHW,
    NHWC
  }
}
