package io.skerry.agent.model;

import java.util.List;

/** Class names by index. */
record Labels(List<String> names) {
  /** The name, or {@code class 7} where the release gives none. */
  String of(int index) {
    return index < names.size() ? names.get(index) : "class " + index;
  }
}
