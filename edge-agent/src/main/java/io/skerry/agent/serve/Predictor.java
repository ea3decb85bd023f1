package io.skerry.agent.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.agent.media.MediaException;
import io.skerry.agent.media.Picture;
import io.skerry.agent.media.Pictures;
import io.skerry.agent.media.Sound;
import io.skerry.agent.media.Sounds;
import io.skerry.agent.model.Found;
import io.skerry.agent.model.Hearing;
import io.skerry.agent.model.Lease;
import io.skerry.agent.model.ModelException;
import io.skerry.agent.model.Models;
import io.skerry.agent.model.Told;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Answers one prediction. Thread-safe; blocks, and runs native code: platform threads only. */
final class Predictor {
  private final Models models;

  /** Large pictures take their turns: all that are decoded at once have this many pixels. */
  private final Semaphore pixels = new Semaphore(Picture.MAX_PIXELS, true);

  Predictor(Models models) {
    this.models = models;
  }

  /** Decodes, infers and writes the answer; faults of the caller are answers too. */
  Answer predict(Part part, byte[] bytes, Optional<String> wanted) {
    return switch (ModelChoice.of(models.list(), part, wanted)) {
      case ModelChoice.Refused(Answer answer) -> answer;
      case ModelChoice.Chosen(var name) -> {
        try (Lease lease = models.lease(name).orElse(null)) {
          yield lease == null
              ? Answer.error(503, name + " was retired just now").with("Retry-After", "1")
              : predict(lease, part, bytes);
        }
      }
    };
  }

  private Answer predict(Lease lease, Part part, byte[] bytes) {
    try {
      ObjectNode json = Json.object().put("model", lease.active().release().toString());
      switch (part) {
        case IMAGE -> look(lease, bytes, json);
        case AUDIO -> {
          if (lease.active().transcribes()) {
            put(json, lease.transcribe(Sounds.decode(bytes, lease.rateHz())));
          } else {
            listen(lease, bytes, json);
          }
        }
        case TEXT -> put(json, lease.read(new String(bytes, StandardCharsets.UTF_8)));
      }
      return Answer.ok(json);
    } catch (MediaException e) {
      return Answer.error(status(e.fault()), e.getMessage());
    } catch (ModelException e) {
      return switch (e.fault()) {
        case CALLER -> Answer.error(422, e.getMessage());
        case BUSY -> Answer.error(503, e.getMessage()).with("Retry-After", "1");
        case CONTENT, MACHINE ->
            Answer.error(500, lease.active().release() + ": " + e.getMessage());
      };
    }
  }

  private static void put(ObjectNode json, Told told) {
    switch (told) {
      case Told.Labels(List<Result.Label> labels) -> putScores(json, labels);
      case Told.Vector(List<Float> values) -> values.forEach(json.putArray("embedding")::add);
      case Told.Text(String text, boolean complete) ->
          json.put("text", text).put("complete", complete);
    }
  }

  private static void putScores(ObjectNode json, List<Result.Label> labels) {
    put(json, labels.getFirst());
    ArrayNode scores = json.putArray("scores");
    labels.forEach(label -> put(scores.addObject(), label));
  }

  private static int status(MediaException.Fault fault) {
    return switch (fault) {
      case UNSUPPORTED -> 415;
      case TOO_LARGE -> 413;
      case BROKEN -> 422;
      case GONE -> 500;
    };
  }

  private void look(Lease lease, byte[] bytes, ObjectNode json)
      throws MediaException, ModelException {
    int held = Pictures.pixels(bytes);
    pixels.acquireUninterruptibly(held);
    try {
      put(json, lease.look(Pictures.decode(bytes), lease.active().minScore()));
    } finally {
      pixels.release(held);
    }
  }

  private static void put(ObjectNode json, Found found) {
    switch (found) {
      case Found.Labels(List<Result.Label> labels) -> putScores(json, labels);
      case Found.Boxes(List<Result.Box> boxes) -> {
        ArrayNode array = json.putArray("boxes");
        for (Result.Box box : boxes) {
          put(array.addObject(), new Result.Label(box.classId(), box.label(), box.score()))
              .put("x1", box.x1())
              .put("y1", box.y1())
              .put("x2", box.x2())
              .put("y2", box.y2());
        }
      }
    }
  }

  private static ObjectNode put(ObjectNode json, Result.Label label) {
    return json.put("class_id", label.classId())
        .put("label", label.label())
        .put("score", label.score());
  }

  private static void listen(Lease lease, byte[] bytes, ObjectNode json)
      throws MediaException, ModelException {
    Sound sound = Sounds.decode(bytes, lease.rateHz());
    Hearing hearing = lease.listen(0);
    List<Result.Activity> activities =
        new ArrayList<>(lease.hear(hearing, sound, lease.active().minScore()));
    hearing.end().ifPresent(activities::add);
    ArrayNode segments = json.putArray("segments");
    for (Result.Activity activity : activities) {
      if (!activity.active()) {
        segments
            .addObject()
            .put("fromMs", activity.fromMs())
            .put("toMs", activity.toMs())
            .put("score", activity.score());
      }
    }
  }
}
