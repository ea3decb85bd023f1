package io.skerry.packager.pack;

import io.skerry.protocol.manifest.Batching;
import io.skerry.protocol.manifest.Tensors;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether {@code batching} goes with the tensors. */
final class BatchingRule {
  private BatchingRule() {}

  /**
   * What was given.
   *
   * @throws IllegalArgumentException unless each input that has the ragged dimension has a padding,
   *     and no other
   */
  static Optional<Batching> checked(Optional<Batching> batching, Tensors tensors) {
    if (batching.isPresent()) {
      Batching.Ragged ragged = batching.get().ragged();
      Set<String> having =
          tensors.inputs().stream()
              .filter(spec -> spec.shape().contains(ragged.dimension()))
              .map(Tensors.Spec::name)
              .collect(Collectors.toCollection(TreeSet::new));
      if (having.isEmpty() || !ragged.padding().keySet().equals(having)) {
        throw new IllegalArgumentException(
            "batching: expected a padding for each input with the dimension %s, %s, got %s"
                .formatted(ragged.dimension(), having, new TreeSet<>(ragged.padding().keySet())));
      }
    }
    return batching;
  }
}
