package io.skerry.agent.serve;

import io.skerry.agent.model.ActiveModel;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Output;
import java.util.List;
import java.util.Optional;

/** Which active model answers. */
sealed interface ModelChoice {
  /** This one. */
  record Chosen(ModelName name) implements ModelChoice {}

  /** None, with the answer that says why. */
  record Refused(Answer answer) implements ModelChoice {}

  /** The one that was asked for, or else the only one that takes the part. */
  static ModelChoice of(List<ActiveModel> active, Part part, Optional<String> wanted) {
    if (active.isEmpty()) {
      return new Refused(Answer.error(503, "no model is active yet").with("Retry-After", "5"));
    }
    List<ActiveModel> fitting = active.stream().filter(model -> takes(model, part)).toList();
    if (wanted.isPresent()) {
      return named(active, fitting, part, wanted.get());
    }
    List<ActiveModel> classifiers = fitting.stream().filter(ModelChoice::classifies).toList();
    List<ActiveModel> preferred = classifiers.isEmpty() ? fitting : classifiers;
    if (preferred.size() == 1) {
      return new Chosen(name(preferred.getFirst()));
    }
    String fault =
        fitting.isEmpty()
            ? "no active model takes " + part.field()
            : "more than one active model takes " + part.field() + ": choose one with ?model=";
    return new Refused(Answer.error(400, fault, names(fitting.isEmpty() ? active : fitting)));
  }

  private static ModelChoice named(
      List<ActiveModel> active, List<ActiveModel> fitting, Part part, String wanted) {
    for (ActiveModel model : fitting) {
      if (name(model).toString().equals(wanted)) {
        return new Chosen(name(model));
      }
    }
    boolean runs = active.stream().anyMatch(model -> name(model).toString().equals(wanted));
    return new Refused(
        runs
            ? Answer.error(400, "that model does not take " + part.field(), names(fitting))
            : Answer.error(404, "no such model is active", names(active)));
  }

  private static boolean takes(ActiveModel model, Part part) {
    return switch (part) {
      case IMAGE -> model.sees();
      case AUDIO -> model.hears() || model.transcribes();
      case TEXT -> model.reads();
    };
  }

  private static boolean classifies(ActiveModel model) {
    return model.content().output() instanceof Output.Classify;
  }

  private static ModelName name(ActiveModel model) {
    return model.release().model();
  }

  private static List<String> names(List<ActiveModel> models) {
    return models.stream().map(model -> name(model).toString()).toList();
  }
}
