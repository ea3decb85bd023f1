package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.client.Pause;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The controller goes; inference goes on; what was found meanwhile arrives when it is back. */
record OfflineStep(Site site, Path picture) {
  private static final int OUTAGE_MS = 5_000;

  String run() {
    site.controller().close();
    Instant from = Instant.now();
    int answers = 0;
    while (Duration.between(from, Instant.now()).toMillis() < OUTAGE_MS) {
      site.first().client().predict(picture);
      answers++;
      Pause.ms(250);
    }
    Instant to = Instant.now();
    site.controller().start();
    long end = System.currentTimeMillis() + 30_000;
    List<JsonNode> buffered = buffered(from, to);
    while (buffered.isEmpty() && System.currentTimeMillis() < end) {
      Pause.ms(500);
      buffered = buffered(from, to);
    }
    Check.that(!buffered.isEmpty(), "no result from the outage arrived");
    Pause.ms(1000);
    return answers
        + " answers while the controller was gone; "
        + buffered(from, to).size()
        + " results of that time arrived when it was back";
  }

  private List<JsonNode> buffered(Instant from, Instant to) {
    return Frames.since(site.controller().client().results(site.first().id(), 1000), from).stream()
        .filter(result -> Instant.parse(result.path("time").asText()).isBefore(to))
        .toList();
  }
}
