package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.skerry.protocol.json.Copies;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What an assignment may set, and its bounds; values travel as text. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Parameter.Range.class, name = "decimal"),
  @JsonSubTypes.Type(value = Parameter.Choice.class, name = "choice"),
  @JsonSubTypes.Type(value = Parameter.Source.class, name = "source")
})
public sealed interface Parameter {
  /** The value that holds where no assignment sets one. */
  String defaultValue();

  /** Why this value is not allowed; empty if it is. */
  Optional<String> refusal(String value);

  /** A number from {@code min} to {@code max}. */
  record Range(@JsonProperty("default") Decimal byDefault, Decimal min, Decimal max)
      implements Parameter {
    public Range {
      if (!within(byDefault, min, max)) {
        throw new IllegalArgumentException(
            "default: expected " + min + " to " + max + ", got " + byDefault);
      }
    }

    @Override
    public String defaultValue() {
      return byDefault.text();
    }

    @Override
    public Optional<String> refusal(String value) {
      try {
        return within(new Decimal(value), min, max)
            ? Optional.empty()
            : Optional.of("expected " + min + " to " + max + ", got " + value);
      } catch (IllegalArgumentException e) {
        return Optional.of(e.getMessage());
      }
    }

    private static boolean within(Decimal value, Decimal min, Decimal max) {
      BigDecimal number = new BigDecimal(value.text());
      return number.compareTo(new BigDecimal(min.text())) >= 0
          && number.compareTo(new BigDecimal(max.text())) <= 0;
    }
  }

  /** One of a few words. */
  record Choice(@JsonProperty("default") String byDefault, List<String> choices)
      implements Parameter {
    public Choice {
      choices = Copies.list("choices", choices, 256);
      if (!choices.contains(byDefault)) {
        throw new IllegalArgumentException(
            "default: expected one of " + choices + ", got '" + byDefault + "'");
      }
    }

    @Override
    public String defaultValue() {
      return byDefault;
    }

    @Override
    public Optional<String> refusal(String value) {
      return choices.contains(value)
          ? Optional.empty()
          : Optional.of("expected one of " + choices + ", got '" + value + "'");
    }
  }

  /** The name of one of the device's own sources; the device checks that it has it. */
  record Source(@JsonProperty("default") String byDefault) implements Parameter {
    @Override
    public String defaultValue() {
      return byDefault;
    }

    @Override
    public Optional<String> refusal(String value) {
      return value.matches("[a-z0-9_-]{1,64}")
          ? Optional.empty()
          : Optional.of("expected the name of a source, got '" + value + "'");
    }
  }
}
