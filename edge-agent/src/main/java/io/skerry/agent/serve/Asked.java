package io.skerry.agent.serve;

import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Watch;
import io.skerry.agent.model.Terms;
import io.skerry.agent.oip.InferParameters;
import io.skerry.agent.oip.InvalidRequestException;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a prediction's query says: {@code model}, and {@code priority} and {@code timeout} as the
 * protocol has them.
 *
 * @param model the one that is wanted; empty for the only one that takes the part
 */
record Asked(Optional<String> model, Terms terms) {
  private static final int MOST_DIGITS = 18;

  /** The same, watched. */
  Asked watchedBy(Watch watch) {
    return new Asked(model, terms.watchedBy(watch));
  }

  /**
   * Reads it.
   *
   * @throws InvalidRequestException naming the parameter, what was expected and what came
   */
  static Asked of(HttpServerRequest request) throws InvalidRequestException {
    InferParameters parameters = new InferParameters();
    for (String name : List.of("priority", "timeout")) {
      String value = request.getParam(name);
      if (value != null && value.matches("[0-9]{1," + MOST_DIGITS + "}")) {
        parameters.whole(name, Long.parseLong(value));
      } else if (value != null) {
        parameters.text(name, value);
      }
    }
    InferRequest read = parameters.request(Map.of(), List.of());
    return new Asked(
        Optional.ofNullable(request.getParam("model")),
        new Terms(read.priority(), read.deadlineNanos()));
  }
}
