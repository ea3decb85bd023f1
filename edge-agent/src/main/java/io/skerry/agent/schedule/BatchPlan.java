package io.skerry.agent.schedule;

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
