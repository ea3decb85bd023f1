package io.skerry.agent.release;

import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.Parameter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The values of a release's parameters: what the assignment sets, else the signed defaults. */
record Parameters(Map<String, String> values) {
  Parameters {
    values = Map.copyOf(values);
  }

  /**
   * Applies an assignment's values.
   *
   * @throws ReleaseException if the release declares no such parameter, or not that value
   */
  static Parameters of(Manifest manifest, Map<String, String> assigned) throws ReleaseException {
    Map<String, String> values = new HashMap<>();
    manifest.parameters().forEach((name, parameter) -> values.put(name, parameter.defaultValue()));
    for (Map.Entry<String, String> entry : assigned.entrySet()) {
      Parameter parameter = manifest.parameters().get(entry.getKey());
      if (parameter == null) {
        throw ReleaseException.content(
            "parameter " + entry.getKey() + ": not declared by " + manifest.release());
      }
      Optional<String> refusal = parameter.refusal(entry.getValue());
      if (refusal.isPresent()) {
        throw ReleaseException.content("parameter " + entry.getKey() + ": " + refusal.get());
      }
      values.put(entry.getKey(), entry.getValue());
    }
    return new Parameters(values);
  }

  /** A text, if the release declares the parameter. */
  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A finite number, if the release declares the parameter. */
  Optional<Double> number(String name) throws ReleaseException {
    try {
      return text(name).map(value -> new Decimal(value).value());
    } catch (IllegalArgumentException e) {
      throw ReleaseException.content(
          "parameter " + name + ": expected a number, got " + values.get(name), e);
    }
  }
}
