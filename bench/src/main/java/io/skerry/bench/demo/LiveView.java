package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.client.Pause;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Prints results as they come, until the program is stopped. */
record LiveView(Site site) {
  private static final int REMEMBERED = 5_000;

  void show() {
    addresses();
    Set<String> seen = new LinkedHashSet<>();
    while (true) {
      for (Agent agent : site.agents()) {
        List<JsonNode> results =
            new ArrayList<>(site.controller().client().results(agent.id(), 50));
        Collections.reverse(results);
        for (JsonNode result : results) {
          if (seen.add(result.path("id").asText())) {
            System.out.println(line(agent, result));
          }
        }
      }
      if (seen.size() > REMEMBERED) {
        seen.clear();
      }
      Pause.ms(500);
    }
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
    System.out.println("live results (Ctrl-C stops everything):");
  }

  private static String line(Agent agent, JsonNode result) {
    JsonNode data = result.path("data");
    String what =
        switch (data.path("kind").asText()) {
          case "detections" ->
              data.path("boxes").size() + " faces in frame " + data.path("frame").asText();
          case "activity" ->
              (data.path("active").asBoolean() ? "speech begins at " : "speech ends at ")
                  + data.path(data.path("active").asBoolean() ? "fromMs" : "toMs").asText()
                  + " ms";
          default -> data.toString();
        };
    return result.path("time").asText() + "  " + agent.id() + "  " + what;
  }
}
