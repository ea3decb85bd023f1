package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.client.Pause;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Site;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Results from real pictures, video and sound, held against what is known to be in them. */
record InferSteps(Site site) {
  private static final long LIMIT_MS = 40_000;
  private static final long SLACK_MS = 400;

  void run(Report report) {
    report.step("infer-http", this::pictures);
    report.step("infer-video", this::video);
    report.step("infer-audio", this::audio);
  }

  /** Each picture's name begins with its class: {@code cat-chelsea.jpg}. */
  private String pictures() throws IOException {
    List<String> seen = new ArrayList<>();
    for (Agent agent : site.agents()) {
      for (Path picture : labelled()) {
        String expected = picture.getFileName().toString().split("-", 2)[0];
        JsonNode answer = agent.client().predict(picture);
        String label = answer.path("label").asText();
        Check.that(
            expected.equals(label),
            picture.getFileName() + ": expected " + expected + ", got " + answer);
        seen.add(picture.getFileName() + " " + label);
      }
    }
    return seen.size()
        + " answers right: "
        + seen.stream().distinct().collect(Collectors.joining(", "));
  }

  private List<Path> labelled() throws IOException {
    Set<String> classes =
        Set.copyOf(Files.readAllLines(site.home().file("models/image-classifier/labels.txt")));
    try (var files = Files.list(site.home().file("media/pictures"))) {
      List<Path> pictures =
          files
              .filter(file -> classes.contains(file.getFileName().toString().split("-", 2)[0]))
              .sorted()
              .toList();
      Check.that(!pictures.isEmpty(), "no labelled pictures in media/pictures");
      return pictures;
    }
  }

  private String video() throws IOException, FormatException {
    JsonNode truth = truth("media/door.truth.json");
    Set<Integer> expected = new TreeSet<>();
    for (JsonNode range : truth.get("faces")) {
      for (int frame = range.get("from").asInt(); frame <= range.get("to").asInt(); frame++) {
        expected.add(frame);
      }
    }
    Set<Integer> found = new TreeSet<>();
    long begin = System.currentTimeMillis();
    long aroundMs = truth.get("frames").asLong() * 1000 / truth.get("fps").asLong() + SLACK_MS;
    while (System.currentTimeMillis() < begin + aroundMs
        || (found.size() < expected.size() && System.currentTimeMillis() < begin + LIMIT_MS)) {
      found.addAll(Frames.of(site.controller().client().results(site.first().id(), 1000), 0.0));
      Pause.ms(500);
    }
    Set<Integer> wrong = new TreeSet<>(found);
    wrong.removeAll(expected);
    Check.that(wrong.isEmpty(), "faces found in frames that hold none: " + wrong);
    int frames = truth.get("frames").asInt();
    Check.that(
        found.size() >= expected.size() * 0.9,
        "expected faces in " + expected.size() + " frames, found " + found.size());
    return found.size()
        + " of "
        + expected.size()
        + " frames with faces found, none in the other "
        + (frames - expected.size());
  }

  private String audio() throws IOException, FormatException {
    List<JsonNode> speech =
        StreamSupport.stream(truth("media/speech.truth.json").get("segments").spliterator(), false)
            .filter(segment -> "speech".equals(segment.get("kind").asText()))
            .toList();
    Set<Integer> heard = new TreeSet<>();
    long end = System.currentTimeMillis() + LIMIT_MS;
    int told = 0;
    while (heard.size() < speech.size() && System.currentTimeMillis() < end) {
      told = 0;
      for (JsonNode result : site.controller().client().results(site.first().id(), 1000)) {
        if ("activity".equals(result.path("data").path("kind").asText())) {
          heard.add(segment(speech, result.path("data")));
          told++;
        }
      }
      Pause.ms(500);
    }
    Check.that(
        heard.size() == speech.size(), "expected " + speech.size() + " utterances, heard " + heard);
    JsonNode once = site.first().client().predict("audio", site.home().file("media/speech.wav"));
    Check.that(once.path("segments").size() == speech.size(), "/predict answered " + once);
    for (JsonNode segment : once.path("segments")) {
      long endMs = speech.get(segment(speech, segment)).get("toMs").asLong();
      Check.that(
          Math.abs(segment.path("toMs").asLong() - endMs) <= SLACK_MS,
          "expected speech until " + endMs + " ms, got " + segment);
    }
    return told
        + " events, every one inside one of "
        + speech.size()
        + " utterances, none in silence, noise or tone; /predict: "
        + once.path("segments");
  }

  private static int segment(List<JsonNode> speech, JsonNode activity) {
    long fromMs = activity.path("fromMs").asLong();
    for (int i = 0; i < speech.size(); i++) {
      if (fromMs >= speech.get(i).get("fromMs").asLong() - SLACK_MS
          && fromMs <= speech.get(i).get("toMs").asLong()) {
        return i;
      }
    }
    throw new IllegalStateException("speech heard where there is none: " + activity);
  }

  private JsonNode truth(String file) throws IOException, FormatException {
    return Json.read(Files.readAllBytes(site.home().file(file)), JsonNode.class);
  }
}
