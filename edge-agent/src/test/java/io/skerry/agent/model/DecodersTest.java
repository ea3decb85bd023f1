package io.skerry.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Output.Activation;
import io.skerry.protocol.message.Result;
import io.skerry.protocol.message.Result.Box;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tensors by hand -> results by hand. */
final class DecodersTest {
  private static final Labels LABELS = new Labels(List.of("background", "cat", "dog"));

  @Test
  void classesAreRankedAfterTheirActivation() throws Exception {
    ClassifyDecoder softmax =
        new ClassifyDecoder(new Output.Classify("y", Activation.SOFTMAX, 2), LABELS);
    List<Result.Label> best =
        ((Found.Labels) softmax.decode(Map.of("y", tensor(0, 1, 3, 2)), placement(), 0)).labels();
    assertEquals(2, best.size());
    assertEquals("dog", best.get(0).label());
    double sum = 1 + Math.E + Math.exp(3) + Math.exp(2);
    assertEquals(Math.exp(3) / sum, best.get(0).score(), 1e-6);
    assertEquals("class 3", best.get(1).label());
  }

  @Test
  void softmaxStandsLargeScores() throws Exception {
    float[] scores = {1_000, 999};
    Scores.activate(scores, Activation.SOFTMAX);
    assertEquals(1 / (1 + Math.exp(-1)), scores[0], 1e-6);
    float[] sigmoid = {0, -200};
    Scores.activate(sigmoid, Activation.SIGMOID);
    assertEquals(0.5f, sigmoid[0]);
    assertEquals(0f, sigmoid[1]);
  }

  @Test
  void whatIsNoNumberIsAFault() {
    ClassifyDecoder classify =
        new ClassifyDecoder(new Output.Classify("y", Activation.NONE, 2), LABELS);
    assertThrows(
        ModelException.class,
        () -> classify.decode(Map.of("y", tensor(0, Float.NaN)), placement(), 0));
    assertThrows(
        ModelException.class,
        () ->
            ssd()
                .decode(
                    Map.of("s", tensor(0, 1, 0), "b", tensor(0, 0, Float.NaN, 1)),
                    placement(),
                    0.5f));
    assertThrows(
        ModelException.class,
        () -> ssd().decode(Map.of("s", tensor(0, 1, 0), "b", tensor(0, 0, 1)), placement(), 0.5f));
  }

  @Test
  void boxesLeaveOutTheBackgroundAndWhatIsWeak() throws Exception {
    Tensor scores = tensor(0.9f, 0.1f, 0, 0.1f, 0.8f, 0.1f, 0.2f, 0.1f, 0.7f);
    Tensor boxes = tensor(0, 0, 1, 1, 0.1f, 0.2f, 0.3f, 0.4f, -0.5f, 0.5f, 0.6f, 1.7f);
    List<Box> found =
        ((Found.Boxes) ssd().decode(Map.of("s", scores, "b", boxes), placement(), 0.5f)).boxes();
    assertEquals(2, found.size());
    assertEquals(new Box(1, "cat", 0.8f, 0.1f, 0.2f, 0.3f, 0.4f), found.get(0));
    assertEquals(new Box(2, "dog", 0.7f, 0, 0.5f, 0.6f, 1), found.get(1));
  }

  @Test
  void overlappingBoxesOfAClassAreOne() {
    Box best = box(1, 0.9f, 0, 0, 0.5f, 0.5f);
    Box hidden = box(1, 0.8f, 0.05f, 0, 0.55f, 0.5f);
    Box other = box(2, 0.7f, 0, 0, 0.5f, 0.5f);
    Box apart = box(1, 0.6f, 0.6f, 0.6f, 0.9f, 0.9f);
    assertEquals(List.of(best, other, apart), Nms.keep(List.of(apart, hidden, other, best), 0.5f));
    assertEquals(0.9f / 1.1f, Nms.overlap(best, hidden), 1e-6f);
    assertEquals(0, Nms.overlap(best, apart));
    assertEquals(0, Nms.overlap(box(1, 1, 0, 0, 0, 0), box(1, 1, 0, 0, 0, 0)));
  }

  @Test
  void howManyBoxesIsLimited() {
    List<Box> many =
        IntStream.range(0, 100_000)
            .mapToObj(i -> box(i % 90, i / 100_000f, i / 1e5f, 0, i / 1e5f + 1e-6f, 1e-6f))
            .toList();
    List<Box> kept = Nms.keep(many, 0.5f);
    assertEquals(300, kept.size());
    assertTrue(kept.getFirst().score() > 0.99f);
  }

  private static SsdDecoder ssd() {
    return new SsdDecoder(
        new Output.Boxes(
            Output.Boxes.Form.SSD,
            "s",
            "b",
            Optional.of(0),
            Activation.NONE,
            new Decimal("0.5"),
            new Decimal("0.5")),
        LABELS);
  }

  private static Box box(int index, float score, float x1, float y1, float x2, float y2) {
    return new Box(index, "", score, x1, y1, x2, y2);
  }

  private static Tensor tensor(float... values) {
    Tensor tensor = Tensor.allocate(ElementType.FLOAT32, 1, values.length);
    tensor.floats().put(values);
    return tensor;
  }

  private static Placement placement() {
    Input.Image input =
        new Input.Image(
            "x",
            10,
            10,
            Input.Fit.STRETCH,
            0,
            Input.Colour.RGB,
            Input.Layout.NCHW,
            new Decimal("1"),
            List.of(new Decimal("0")),
            List.of(new Decimal("1")));
    return Placement.of(20, 30, input);
  }
}
