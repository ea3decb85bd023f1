package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.bench.client.Pause;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A signed setting changes what is reported; one that no publisher signed, or out of bounds, does
 * not.
 */
record ConfigStep(Site site, Thief thief) {
  private static final int LOOP_MS = 11_000;
  private static final int BLURRED_FROM = 56;
  private static final int BLURRED_TO = 73;

  String run() throws IOException {
    Path source = Files.createDirectories(site.folder().resolve("config-2"));
    String text = Files.readString(site.home().file("examples/config/shop/config.yaml"));
    Files.writeString(
        source.resolve("config.yaml"),
        text.replace("version: 1.0.0", "version: 2.0.0")
            .replace("default: \"0.5\"", "default: \"0.97\""));
    site.publisher().pack(source, "shop-2");
    site.publisher().sign("shop-2");
    site.publish();
    Check.that(blurredSeen(Instant.EPOCH), "the blurred face was not seen before the change");
    Rollouts rollouts = new Rollouts(site.controller().client());
    rollouts.succeeded(rollouts.start("config/shop@2.0.0", "site", "shop"));
    Instant changed = Instant.now().plusMillis(500);
    String controllerOnly =
        thief.expectAssignmentRefused(
            Map.of("config/shop", "config/shop@9.0.0"), Map.of(), "NOT_IN_TARGETS");
    String outOfBounds =
        thief.expectAssignmentRefused(
            Map.of(), Map.of("config/shop", Map.of("minScore", "0.01")), "PARAMETER");
    Pause.ms(Math.max(0, LOOP_MS - (Instant.now().toEpochMilli() - changed.toEpochMilli())));
    Check.that(!blurredSeen(changed), "the blurred face is still reported under minScore 0.97");
    Set<Integer> clear = Frames.of(Frames.since(results(), changed), 0.97);
    Check.that(
        clear.stream().anyMatch(frame -> frame < BLURRED_FROM)
            && clear.stream().anyMatch(frame -> frame > BLURRED_TO),
        "expected the clear faces still, got those of frames " + clear);
    return "minScore 0.5 -> 0.97 rolled out: the blurred face is gone, the clear ones stay; refused: "
        + controllerOnly
        + "; "
        + outOfBounds;
  }

  private boolean blurredSeen(Instant from) {
    return Frames.of(Frames.since(results(), from), 0.0).stream()
        .anyMatch(frame -> frame >= BLURRED_FROM && frame <= BLURRED_TO);
  }

  private java.util.List<JsonNode> results() {
    return site.controller().client().results(site.first().id(), 1000);
  }
}
