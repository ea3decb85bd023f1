package io.skerry.protocol.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.skerry.protocol.json.Copies;
import java.util.List;

/** What a pipeline found. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Result.Detections.class, name = "detections"),
  @JsonSubTypes.Type(value = Result.Classification.class, name = "classification"),
  @JsonSubTypes.Type(value = Result.Activity.class, name = "activity"),
  @JsonSubTypes.Type(value = Result.Transcript.class, name = "transcript")
})
public sealed interface Result {
  /**
   * Boxes found in one frame.
   *
   * @param frame counts from 0 in the source, once around for a looped file
   * @param mediaMs the frame's time in the source
   */
  record Detections(long frame, long mediaMs, List<Box> boxes) implements Result {
    public Detections {
      boxes = Copies.list("boxes", boxes, 4096);
    }
  }

  /** The likeliest classes of one picture, best first. */
  record Classification(long frame, long mediaMs, List<Label> labels) implements Result {
    public Classification {
      labels = Copies.list("labels", labels, 1000);
    }
  }

  /**
   * Something that went on, such as speech, told when it begins ({@code active}) and when it ends.
   *
   * @param toMs equal to {@code fromMs} while it goes on
   * @param score the highest of its steps
   */
  record Activity(boolean active, long fromMs, long toMs, float score) implements Result {}

  /**
   * What was said, once it has come to a pause.
   *
   * @param fromMs the time in the source at which it begins
   * @param text at most {@link #MAX_TEXT_CHARS} characters
   */
  record Transcript(long fromMs, long toMs, String text) implements Result {
    /** The longest text. */
    public static final int MAX_TEXT_CHARS = 16_384;

    public Transcript {
      if (text.length() > MAX_TEXT_CHARS) {
        throw new IllegalArgumentException(
            "text: expected at most " + MAX_TEXT_CHARS + " characters, got " + text.length());
      }
    }
  }

  /** A box; coordinates are parts of the picture, 0..1. */
  record Box(int classId, String label, float score, float x1, float y1, float x2, float y2) {}

  /** A class and its score. */
  record Label(int classId, String label, float score) {}
}
