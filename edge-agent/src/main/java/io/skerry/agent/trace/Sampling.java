package io.skerry.agent.trace;

import java.util.Optional;

/**
 * Which requests are traced.
 *
 * @param parentBased as the caller decided, where he traces; else by the ratio
 * @param ratio of the trace ids, 0 for none to 1 for all
 */
record Sampling(boolean parentBased, double ratio) {
  private static final String PREFIX = "parentbased_";

  /**
   * By the specification's names.
   *
   * @param argument the ratio, where the name wants one; all without
   */
  static Sampling of(Optional<String> name, Optional<String> argument) {
    String wanted = name.orElse("parentbased_always_on");
    boolean parentBased = wanted.startsWith(PREFIX);
    return switch (parentBased ? wanted.substring(PREFIX.length()) : wanted) {
      case "always_on" -> new Sampling(parentBased, 1);
      case "always_off" -> new Sampling(parentBased, 0);
      case "traceidratio" -> new Sampling(parentBased, ratio(argument.orElse("1")));
      default ->
          throw new IllegalArgumentException(
              "OTEL_TRACES_SAMPLER: expected always_on, always_off or traceidratio, or one of"
                  + " them after parentbased_, got "
                  + wanted);
    };
  }

  private static double ratio(String text) {
    try {
      double ratio = Double.parseDouble(text);
      if (ratio >= 0 && ratio <= 1) {
        return ratio;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(wrong(text), e);
    }
    throw new IllegalArgumentException(wrong(text));
  }

  private static String wrong(String text) {
    return "OTEL_TRACES_SAMPLER_ARG: expected 0 to 1, got " + text;
  }
}
