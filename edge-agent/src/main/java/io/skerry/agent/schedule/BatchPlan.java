package io.skerry.agent.schedule;

import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How one model's requests are put together, as measured. Immutable. */
public final class BatchPlan {
  private static final String NONE = "none: ";

  private final int size;
  private final Optional<Layout> layout;
  private final Optional<Padding> padding;
  private final String text;

  private BatchPlan(int size, Optional<Layout> layout, Optional<Padding> padding, String text) {
    this.size = size;
    this.layout = layout;
    this.padding = padding;
    this.text = text;
  }

  /** Every request runs alone. */
  public static BatchPlan none(String reason) {
    return new BatchPlan(1, Optional.empty(), Optional.empty(), NONE + reason);
  }

  /** Every request runs alone, though it is known how it counts its items. */
  static BatchPlan none(Layout layout, String reason) {
    return new BatchPlan(1, Optional.of(layout), Optional.empty(), NONE + reason);
  }

  static BatchPlan upTo(int size, Layout layout, Optional<Padding> padding, String text) {
    return new BatchPlan(size, Optional.of(layout), padding, text);
  }

  /** What was kept of one. */
  static BatchPlan of(PlanFile.Kept kept, Optional<Ragged> ragged, Tensors tensors) {
    Optional<Layout> layout =
        kept.inputs().isEmpty()
            ? Optional.empty()
            : Optional.of(new Layout(kept.inputs(), kept.outputs()));
    Optional<Padding> padding =
        ragged
            .filter(_ -> !kept.buckets().isEmpty())
            .flatMap(one -> Padding.of(one, tensors))
            .map(one -> one.to(kept.buckets()));
    return new BatchPlan(kept.size(), layout, padding, kept.text());
  }

  /** What is to be kept of it. */
  PlanFile.Kept kept() {
    return new PlanFile.Kept(
        size,
        layout.map(Layout::inputs).orElse(Map.of()),
        layout.map(Layout::outputs).orElse(Map.of()),
        padding.map(Padding::buckets).orElse(List.of()),
        text);
  }

  /** The most items that are put together; 1 for none. */
  public int size() {
    return size;
  }

  Optional<Layout> layout() {
    return layout;
  }

  Optional<Padding> padding() {
    return padding;
  }

  /** For people. */
  @Override
  public String toString() {
    return text;
  }
}
