package io.skerry.controller.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicFilterTest {
  @ParameterizedTest
  @CsvSource({
    "a/b,a/b",
    "a/+,a/b",
    "a/+,a/+",
    "a/#,a/b",
    "a/#,a/b/c/d",
    "a/#,a/+/c",
    "a/#,a/b/#",
    "#,a/b",
    "#,#",
    "+/b,a/b"
  })
  void coversWhatItMatches(String filter, String other) {
    assertTrue(TopicFilter.parse(filter).covers(TopicFilter.parse(other)));
  }

  @ParameterizedTest
  @CsvSource({
    "a/b,a/c",
    "a/b,a/+",
    "a/+,a/#",
    "a/+,a/b/c",
    "a/+,a",
    "a/#,a",
    "a/#,b/c",
    "a/b/#,a/#",
    "a/+/c,a/#",
    "a/#,#",
    "a/#,a/b+",
    "a/#,a/#/b",
    "a/b#,a/b#"
  })
  void coversNothingElse(String filter, String other) {
    assertFalse(TopicFilter.parse(filter).covers(TopicFilter.parse(other)));
  }

  @Test
  void coversAFilterOnlyIfItCoversEveryTopicThatMatchesIt() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      TopicFilter mine = filter(random, true);
      TopicFilter other = filter(random, true);
      TopicFilter topic = filter(random, false);
      if (mine.covers(other) && other.covers(topic)) {
        assertTrue(mine.covers(topic), () -> mine + " covers " + other + " but not " + topic);
      }
    }
  }

  private static TopicFilter filter(Random random, boolean wild) {
    List<String> levels = wild ? List.of("a", "b", "+", "#") : List.of("a", "b");
    return new TopicFilter(
        random.ints(1 + random.nextInt(4), 0, levels.size()).mapToObj(levels::get).toList());
  }

  @Test
  void printsWhatItParsed() {
    assertEquals("/a//b/", TopicFilter.parse("/a//b/").toString());
  }
}
