package io.skerry.agent.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.agent.model.Examples;
import io.skerry.protocol.id.ModelName;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which of several configurations holds. */
final class FloorTest {
  private final Bench bench = new Bench(Map.of());

  @AfterEach
  void close() {
    bench.close();
  }

  private void start(String release, String minScore) throws Exception {
    bench.activate(Bench.config(release, Examples.minScore(minScore)), Map.of());
  }

  @Test
  void theLastByNameHoldsWhicheverStartedLast() throws Exception {
    start("config/b@1.0.0", "0.8");
    start("config/a@1.0.0", "0.6");
    assertEquals(0.8f, bench.pipelines.floor());
    bench.host.retire(ModelName.parse("config/b"));
    assertEquals(0.6f, bench.pipelines.floor());
    bench.host.retire(ModelName.parse("config/a"));
    assertEquals(0, bench.pipelines.floor());
  }

  @Test
  void oneThatSetsNoneLeavesTheOthersAlone() throws Exception {
    start("config/a@1.0.0", "0.6");
    bench.activate(Bench.config("config/b@1.0.0", Map.of()), Map.of());
    assertEquals(0.6f, bench.pipelines.floor());
    bench.activate(Bench.config("config/a@1.1.0", Map.of()), Map.of());
    assertEquals(0, bench.pipelines.floor());
  }
}
