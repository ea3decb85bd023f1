package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A decimal number written as text, since signed JSON has no floats (canonical JSON).
 *
 * @param text such as {@code 0.7}, {@code -12}, {@code 1e-3}; at most 32 characters
 */
public record Decimal(String text) {
  private static final Pattern FORM =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?(e-?[0-9]{1,2})?");

  @JsonCreator
  public Decimal {
    if (text.length() > 32 || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("expected a decimal such as \"0.7\", got '" + text + "'");
    }
  }

  /** Its nearest double. */
  public double value() {
    return Double.parseDouble(text);
  }

  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
