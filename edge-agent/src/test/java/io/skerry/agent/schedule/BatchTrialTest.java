package io.skerry.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Engine;
import io.skerry.agent.engine.Engines;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which models are batched, and why others are not. */
final class BatchTrialTest {
  private static final Path VOICE = Path.of("../models/voice-activity/voice-activity.onnx");

  private final Engine engine = Engines.onnxRuntime();

  private BatchPlan plan(String name, Hints hints) throws Exception {
    try (Session session = TestModels.open(engine, name)) {
      return new BatchTrial(session, TestModels.plain(session), 8, hints).plan();
    }
  }

  @Test
  void smallModelsArePutTogether() throws Exception {
    BatchPlan rows = plan("rows", Hints.NONE);
    assertTrue(rows.size() >= 4, rows::toString);
    assertEquals(Map.of("x", 0), rows.layout().orElseThrow().inputs());
    assertEquals(Map.of("y", 0, "top", 0, "place", 0), rows.layout().get().outputs());
    assertTrue(rows.toString().matches("up to \\d: 0\\.\\d\\d of the time .*"), rows::toString);
  }

  @Test
  void theAxisNeedNotBeTheFirst() throws Exception {
    BatchPlan columns = plan("columns", Hints.NONE);
    assertEquals(Map.of("x", 2), columns.layout().orElseThrow().inputs());
    assertEquals(Map.of("y", 2), columns.layout().get().outputs());
  }

  @Test
  void notWhereAnAnswerDependsOnTheOthers() throws Exception {
    BatchPlan plan = plan("quantised", Hints.NONE);
    assertEquals(1, plan.size());
    assertTrue(plan.toString().startsWith("none: answers differ by "), plan::toString);
  }

  @Test
  void notWhereOutputsCountNoItems() throws Exception {
    BatchPlan plan = plan("mean", Hints.NONE);
    assertTrue(plan.toString().startsWith("none: output y counts no items"), plan::toString);
  }

  @Test
  void notWhereInputsCountNone() throws Exception {
    Path fixed = Path.of("../models/face-detector/face-detector.onnx");
    try (Session session = engine.open(fixed, new SessionOptions(1))) {
      BatchPlan plan = new BatchTrial(session, TestModels.plain(session), 8, Hints.NONE).plan();
      assertEquals(1, plan.size());
      assertTrue(plan.toString().startsWith("none: "), plan::toString);
    }
  }

  @Test
  void notWhereItIsNotAllowed() throws Exception {
    try (Session session = TestModels.open(engine, "rows")) {
      BatchPlan plan = new BatchTrial(session, TestModels.plain(session), 1, Hints.NONE).plan();
      assertEquals("none: not allowed", plan.toString());
    }
  }

  @Test
  void stateHasItsOwnAxis() throws Exception {
    try (Session session = TestModels.open(engine, "counter")) {
      BatchPlan plan =
          new BatchTrial(session, SequencesTest.counter(session), 8, Hints.NONE).plan();
      assertEquals(Map.of("x", 0, "state", 1), plan.layout().orElseThrow().inputs());
      assertEquals(Map.of("y", 0, "next", 1), plan.layout().get().outputs());
    }
  }

  @Test
  void theVoiceModelHasNamelessAxes() throws Exception {
    try (Session session = engine.open(VOICE, new SessionOptions(1))) {
      Tensors tensors = voice(session);
      Tensor window = Tensor.allocate(ElementType.FLOAT32, 1, 576);
      for (int i = 0; i < 576; i++) {
        window.floats().put(i, (float) Math.sin(i * 0.1) * 0.3f);
      }
      Hints hints = new Hints(Map.of("input", window), Optional.empty());
      BatchPlan plan = new BatchTrial(session, tensors, 8, hints).plan();
      assertEquals(Map.of("input", 0, "state", 1), plan.layout().orElseThrow().inputs());
      assertEquals(Map.of("output", 0, "stateN", 1), plan.layout().get().outputs());
      assertTrue(plan.size() >= 2, plan::toString);
    }
  }

  static Tensors voice(Session session) {
    return new Tensors(
        session.inputs(),
        session.outputs(),
        List.of(new Tensors.StatePair("stateN", "state")),
        List.of(new Tensors.Constant("sr", new Decimal("16000"))));
  }

  static Ragged tokens(String... inputs) {
    Map<String, Decimal> padding = new HashMap<>();
    for (String input : inputs) {
      padding.put(input, new Decimal("0"));
    }
    return new Ragged("sequence", List.of(4, 8, 16), padding);
  }

  @Test
  void paddingIsUsedWhereItChangesNothing() throws Exception {
    Hints hints = new Hints(Map.of(), Optional.of(tokens("ids", "mask")));
    BatchPlan plan = plan("tokens", hints);
    assertTrue(plan.padding().isPresent(), plan::toString);
    assertTrue(plan.toString().endsWith("sequence padded to [4, 8, 16]"), plan::toString);
  }

  @Test
  void notWhereItChangesAnswers() throws Exception {
    BatchPlan plan = plan("unmasked", new Hints(Map.of(), Optional.of(tokens("ids"))));
    assertFalse(plan.padding().isPresent());
    assertTrue(plan.size() > 1);
    assertTrue(
        plan.toString().contains("sequence padded to [], no further: answers differ"),
        plan::toString);
  }

  @Test
  void notWithoutAValueForEachInput() throws Exception {
    BatchPlan plan = plan("tokens", new Hints(Map.of(), Optional.of(tokens("ids"))));
    assertTrue(plan.toString().endsWith("not padded: no value to pad with"), plan::toString);
  }

  @Test
  void whatWasMeasuredIsRemembered() throws Exception {
    BatchPlans plans = new BatchPlans(2);
    try (Session session = TestModels.open(engine, "rows")) {
      Tensors tensors = TestModels.plain(session);
      BatchPlan first = plans.plan("a", 1, 8, session, tensors, Hints.NONE);
      assertSame(first, plans.plan("a", 1, 8, session, tensors, Hints.NONE));
      BatchPlan none = plans.plan("a", 1, 1, session, tensors, Hints.NONE);
      assertEquals(1, none.size());
      assertSame(first, plans.plan("a", 1, 8, session, tensors, Hints.NONE));
      assertEquals(1, plans.plan("b", 1, 1, session, tensors, Hints.NONE).size());
      assertSame(first, plans.plan("a", 1, 8, session, tensors, Hints.NONE));
    }
  }

  @Test
  void aTrialIsShort() throws Exception {
    long before = System.nanoTime();
    plan("rows", Hints.NONE);
    assertTrue(System.nanoTime() - before < 2_000_000_000L);
  }
}
