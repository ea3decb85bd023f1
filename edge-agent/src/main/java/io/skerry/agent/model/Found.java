package io.skerry.agent.model;

import io.skerry.protocol.message.Result;
import java.util.List;

/** What a model found in one picture. */
public sealed interface Found {
  /** Boxes, best first; none is an answer too. */
  record Boxes(List<Result.Box> boxes) implements Found {
    public Boxes {
      boxes = List.copyOf(boxes);
    }
  }

  /** The likeliest classes, best first, at least one. */
  record Labels(List<Result.Label> labels) implements Found {
    public Labels {
      labels = List.copyOf(labels);
    }
  }
}
