package io.skerry.agent.model;

import io.skerry.protocol.message.Result;
import java.util.List;

/** What a model told of a text or of speech. */
public sealed interface Told {
  /** The likeliest classes, best first, at least one. */
  record Labels(List<Result.Label> labels) implements Told {
    public Labels {
      labels = List.copyOf(labels);
    }
  }

  /** One vector. */
  record Vector(List<Float> values) implements Told {
    public Vector {
      values = List.copyOf(values);
    }
  }

  /**
   * A text.
   *
   * @param complete false where it was cut off at its longest
   */
  record Text(String text, boolean complete) implements Told {}
}
