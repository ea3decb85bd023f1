package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.client.Pause;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Site;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prints what changes in the results, until the program is stopped. */
record LiveView(Site site) {
  private static final int POLL_MS = 500;
  private static final int GAP_FRAMES = 3;

  void show() {
    addresses();
    Map<Agent, Instant> told = new HashMap<>();
    Map<Agent, JsonNode> before = new HashMap<>();
    while (true) {
      for (Agent agent : site.agents()) {
        List<JsonNode> results =
            new ArrayList<>(site.controller().client().results(agent.id(), 50));
        Collections.reverse(results);
        for (JsonNode result : results) {
          Instant time = Instant.parse(result.path("time").asText());
          if (time.isAfter(told.getOrDefault(agent, Instant.EPOCH))) {
            told.put(agent, time);
            tell(agent, result, before);
          }
        }
      }
      Pause.ms(POLL_MS);
    }
  }

  /** Of frames in a row with as many faces, the first. */
  private static void tell(Agent agent, JsonNode result, Map<Agent, JsonNode> before) {
    JsonNode data = result.path("data");
    if ("detections".equals(data.path("kind").asText())) {
      JsonNode last = before.put(agent, data);
      if (last != null
          && last.path("boxes").size() == data.path("boxes").size()
          && Math.abs(data.path("frame").asInt() - last.path("frame").asInt()) <= GAP_FRAMES) {
        return;
      }
    }
    System.out.println(line(agent, result));
  }

  private void addresses() {
    System.out.printf("%ncontroller  %s/api/v1/devices%n", site.controller().url());
    System.out.printf(
        "            curl --cacert %1$s/authority.pem -H \"Authorization: Bearer $(cat %1$s/admin-token)\" %2$s/api/v1/devices%n",
        site.controller().state(), site.controller().url());
    for (Agent agent : site.agents()) {
      System.out.printf("%-11s %s/status%n", agent.id(), agent.url());
    }
    System.out.printf(
        "            curl -F image=@%s %s/predict%n",
        site.home().file("media/pictures/cat-chelsea.jpg"), site.first().url());
    System.out.println("live results as they change (Ctrl-C stops everything):");
  }

  private static String line(Agent agent, JsonNode result) {
    JsonNode data = result.path("data");
    String what =
        switch (data.path("kind").asText()) {
          case "detections" ->
              data.path("boxes").size() + " face(s) from frame " + data.path("frame").asText();
          case "activity" ->
              (data.path("active").asBoolean() ? "speech begins at " : "speech ends at ")
                  + data.path(data.path("active").asBoolean() ? "fromMs" : "toMs").asText()
                  + " ms";
          default -> data.toString();
        };
    return result.path("time").asText() + "  " + agent.id() + "  " + what;
  }
}
