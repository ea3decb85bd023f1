package io.skerry.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.WatchedEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was measured outlives the process, as long as nothing else has changed. */
final class PlanFileTest {
  @TempDir private Path folder;

  private BatchPlan plan(String made, boolean faulty) throws EngineException {
    WatchedEngine engine = new WatchedEngine();
    try (Session session = TestModels.open(engine, "rows")) {
      engine.faulty(faulty); // then nothing can be measured
      BatchPlans plans = new BatchPlans(2, Optional.of(new PlanFile(file(), made)));
      return plans.plan("rows", 1, 8, session, TestModels.plain(session), Hints.NONE);
    }
  }

  private Path file() {
    return folder.resolve("batching.json");
  }

  @Test
  void measuresNothingThatTheLastProcessDid() throws Exception {
    BatchPlan measured = plan("1", false);
    BatchPlan kept = plan("1", true);
    assertEquals(measured.toString(), kept.toString());
    assertEquals(measured.size(), kept.size());
    assertEquals(measured.layout().orElseThrow().inputs(), kept.layout().orElseThrow().inputs());
    assertEquals(measured.layout().get().outputs(), kept.layout().get().outputs());
  }

  @Test
  void measuresAnewOnAnotherBuildOrMachine() throws Exception {
    plan("1", false);
    assertEquals(1, plan("2", true).size());
  }

  @Test
  void leavesADamagedFileAside() throws Exception {
    BatchPlan measured = plan("1", false);
    byte[] right = Files.readAllBytes(file());
    for (int length = 0; length < right.length; length += 7) {
      Files.write(file(), java.util.Arrays.copyOf(right, length));
      assertEquals(1, plan("1", true).size(), "cut to " + length);
    }
    Files.write(file(), right);
    assertEquals(measured.size(), plan("1", true).size());
  }
}
