package io.skerry.controller.topic;

import java.util.List;

/**
 * An MQTT topic filter (MQTT 5 §4.7): {@code +} stands for one level, {@code #} at the end for one
 * or more. A topic is a filter without either. Shared subscriptions ({@code $share}) are none.
 *
 * @param levels without the slashes between
 */
public record TopicFilter(List<String> levels) {
  private static final String ONE = "+";
  private static final String REST = "#";

  public TopicFilter {
    levels = List.copyOf(levels);
  }

  /** Parses a filter or a topic; where it breaks the rules, it matches nothing. */
  public static TopicFilter parse(String text) {
    return new TopicFilter(List.of(text.split("/", -1)));
  }

  /** Whether it is a filter as MQTT writes them. */
  public boolean valid() {
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      boolean last = i == levels.size() - 1;
      boolean wild = level.equals(ONE) || (level.equals(REST) && last);
      if (!wild && (level.contains(ONE) || level.contains(REST))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it names exactly one topic. */
  public boolean exact() {
    return levels.stream().noneMatch(level -> level.contains(ONE) || level.contains(REST));
  }

  /** Whether every topic that the other matches is matched by this one. */
  public boolean covers(TopicFilter other) {
    if (!valid() || !other.valid()) {
      return false;
    }
    int size = levels.size();
    if (!levels.getLast().equals(REST)) {
      return size == other.levels.size() && coversLevels(other, size);
    }
    return other.levels.size() >= size && coversLevels(other, size - 1);
  }

  private boolean coversLevels(TopicFilter other, int count) {
    for (int i = 0; i < count; i++) {
      String mine = levels.get(i);
      String theirs = other.levels.get(i);
      if (theirs.equals(REST) || !(mine.equals(ONE) || mine.equals(theirs))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return String.join("/", levels);
  }
}
