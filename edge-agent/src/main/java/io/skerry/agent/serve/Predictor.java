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
import io.skerry.agent.model.ToldListener;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Result;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Answers one prediction. Thread-safe; blocks, and runs native code: platform threads only. */
final class Predictor {
  private final Models models;

  /** Large pictures take their turns: all that are decoded at once have this many pixels. */
  private final Semaphore pixels = new Semaphore(Picture.MAX_PIXELS, true);

  Predictor(Models models) {
    this.models = models;
  }

  /**
   * Decodes, infers and writes the answer; faults of the caller are answers too.
   *
   * @param told once: on this thread, or later on one of a model's, which it must not hold up
   */
  void predict(Part part, byte[] bytes, Asked asked, Consumer<Answer> told) {
    switch (ModelChoice.of(models.list(), part, asked.model())) {
      case ModelChoice.Refused(Answer answer) -> told.accept(answer);
      case ModelChoice.Chosen(var name) -> {
        try (Lease lease = models.lease(name, asked.terms()).orElse(null)) {
          if (lease == null) {
            told.accept(Answer.error(503, name + " was retired just now").with("Retry-After", "1"));
          } else {
            predict(lease, part, bytes, told);
          }
        }
      }
    }
  }

  private void predict(Lease lease, Part part, byte[] bytes, Consumer<Answer> told) {
    ReleaseId release = lease.active().release();
    try {
      switch (part) {
        case IMAGE -> told.accept(look(lease, bytes));
        case AUDIO -> {
          Sound sound = Sounds.decode(bytes, lease.rateHz());
          if (lease.active().transcribes()) {
            lease.transcribe(sound, new Telling(release, told));
          } else {
            told.accept(listen(lease, sound));
          }
        }
        case TEXT -> lease.read(text(bytes), new Telling(release, told));
      }
    } catch (MediaException e) {
      told.accept(Answer.error(status(e.fault()), e.getMessage()));
    } catch (CharacterCodingException e) {
      told.accept(Answer.error(400, "text: expected UTF-8"));
    } catch (ModelException e) {
      told.accept(answer(release, e));
    }
  }

  private static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Makes the answer of what was told. */
  private record Telling(ReleaseId release, Consumer<Answer> to) implements ToldListener {
    @Override
    public void told(Told told) {
      ObjectNode json = json(release);
      put(json, told);
      to.accept(Answer.ok(json));
    }

    @Override
    public void failed(ModelException why) {
      to.accept(answer(release, why));
    }
  }

  private static ObjectNode json(ReleaseId release) {
    return Json.object().put("model", release.toString());
  }

  private static Answer answer(ReleaseId release, ModelException e) {
    return switch (e.fault()) {
      case CALLER -> Answer.error(422, e.getMessage());
      case BUSY -> Answer.error(503, e.getMessage()).with("Retry-After", "1");
      case LATE -> Answer.error(504, e.getMessage());
      case CONTENT, MACHINE -> Answer.error(500, release + ": " + e.getMessage());
    };
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

  private Answer look(Lease lease, byte[] bytes) throws MediaException, ModelException {
    ObjectNode json = json(lease.active().release());
    int held = Pictures.pixels(bytes);
    pixels.acquireUninterruptibly(held);
    try {
      put(json, lease.look(Pictures.decode(bytes), lease.active().minScore()));
    } finally {
      pixels.release(held);
    }
    return Answer.ok(json);
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

  private static Answer listen(Lease lease, Sound sound) throws ModelException {
    ObjectNode json = json(lease.active().release());
    Hearing hearing = lease.listen(0);
    List<Result.Activity> activities =
        new ArrayList<>(lease.hear(hearing, sound, lease.active().minScore()));
    activities.addAll(hearing.end());
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
    return Answer.ok(json);
  }
}
