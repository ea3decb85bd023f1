package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.process.Command;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Site;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** From folders with models to a signed, published repository. */
record PublishSteps(Site site) {
  private static final String[] MODELS = {"image-classifier", "face-detector", "voice-activity"};

  static final Map<String, String> SOURCES = sources();

  void run(Report report) {
    report.step("pack", this::pack);
    report.step("prove", this::prove);
    report.step("sign", this::sign);
    report.step("publish", this::publish);
  }

  private String pack() {
    return SOURCES.entrySet().parallelStream()
        .map(source -> site.publisher().pack(site.home().file(source.getValue()), source.getKey()))
        .map(packed -> packed.path("release").asText())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private String prove() {
    StringBuilder seen = new StringBuilder();
    for (String model : MODELS) {
      JsonNode proof = site.publisher().prove(model);
      seen.append(seen.isEmpty() ? "" : "; ")
          .append(model)
          .append(": ")
          .append(proof.path("variants"));
    }
    return seen.toString();
  }

  private String sign() {
    site.publisher().makeKeys();
    site.publisher().init(site.controller().onlineKeys());
    site.publisher().pack(site.home().file("models/fashion-classifier"), "fashion-classifier");
    Command.Outcome unproven = site.publisher().trySign("fashion-classifier");
    Check.that(unproven.exit() == 1, "an unproven release was not refused: " + unproven);
    site.publisher().signAll(SOURCES.keySet());
    return SOURCES.size() + " releases signed; an unproven one refused: " + unproven.complaint();
  }

  private String publish() {
    site.controller().start();
    return site.publisher().publish(site.controller().url(), site.controller().state()).toString();
  }

  private static Map<String, String> sources() {
    Map<String, String> sources = new LinkedHashMap<>();
    for (String model : MODELS) {
      sources.put(model, "models/" + model);
    }
    sources.put("door", "examples/pipelines/door");
    sources.put("hall", "examples/pipelines/hall");
    sources.put("shop", "examples/config/shop");
    return sources;
  }
}
