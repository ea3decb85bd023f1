package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.TensorRt;
import io.skerry.protocol.manifest.TensorRt.Precision;
import io.skerry.protocol.manifest.TensorRt.Range;
import io.skerry.protocol.manifest.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** For what shapes engines are made. */
final class ShapeRangesTest {
  private static final Range TOLD = new Range(List.of(1, 1), List.of(1, 32), List.of(8, 256));
  private static final Tensors.Spec IDS =
      new Tensors.Spec("ids", ElementType.INT64, List.of("batch", "length"));
  private static final Tensors.Spec FIXED =
      new Tensors.Spec("image", ElementType.FLOAT32, List.of("1", "3", "8", "8"));

  @Test
  void theReleasesWordComesBeforeItsSamples() throws Exception {
    assertEquals(
        Map.of("ids", TOLD),
        ShapeRanges.of(List.of(IDS, FIXED), options(Map.of("ids", TOLD), new long[] {1, 5})));
  }

  @Test
  void samplesSpanARange() throws Exception {
    GpuOptions options = options(Map.of(), new long[] {1, 9}, new long[] {4, 5});
    Range spanned = new Range(List.of(1, 5), List.of(4, 9), List.of(4, 9));
    assertEquals(Map.of("ids", spanned), ShapeRanges.of(List.of(IDS, FIXED), options));
    assertEquals(Map.of("ids", spanned), ShapeRanges.asked(options));
  }

  @Test
  void withoutEitherThereIsNoEngine() {
    EngineException fault =
        assertThrows(EngineException.class, () -> ShapeRanges.of(List.of(IDS), options(Map.of())));
    assertTrue(fault.getMessage().startsWith("input ids [batch, length]: TensorRT needs"));
  }

  @Test
  void rangesThatDontFitTheModelAreRefused() {
    Range flat = new Range(List.of(1), List.of(1), List.of(1));
    assertThrows(
        EngineException.class, () -> ShapeRanges.of(List.of(IDS), options(Map.of("ids", flat))));
    Tensors.Spec half = new Tensors.Spec("ids", ElementType.INT64, List.of("batch", "16"));
    assertThrows(
        EngineException.class, () -> ShapeRanges.of(List.of(half), options(Map.of("ids", TOLD))));
  }

  @Test
  void inputsAreWithinOrNot() {
    Map<String, Range> ranges = Map.of("ids", TOLD);
    assertTrue(ShapeRanges.hold(ranges, Map.of("ids", ids(8, 256))));
    assertFalse(ShapeRanges.hold(ranges, Map.of("ids", ids(9, 1))));
    assertFalse(ShapeRanges.hold(ranges, Map.of("ids", ids(0, 1))));
    assertFalse(ShapeRanges.hold(ranges, Map.of("ids", ids(1))));
    assertFalse(ShapeRanges.hold(ranges, Map.of()));
    assertTrue(ShapeRanges.hold(Map.of(), Map.of("any", ids(9))));
  }

  @Test
  void theProviderIsToldTheSameInItsOwnWords() {
    TensorRt said = new TensorRt(Optional.of(Precision.INT8), Map.of(), Optional.empty());
    GpuOptions asked =
        new GpuOptions(
            Sha256.of(new byte[0]), Optional.of(said), List.of(), session -> Optional.empty());
    Range one = new Range(List.of(1), List.of(2), List.of(3));
    Map<String, String> options =
        OnnxProviders.tensorRtOptions(
            asked, Map.of("ids", TOLD, "a", one), Path.of("/c"), OptionalLong.of(9));
    assertEquals("a:1,ids:1x1", options.get("trt_profile_min_shapes"));
    assertEquals("a:3,ids:8x256", options.get("trt_profile_max_shapes"));
    assertEquals("1", options.get("trt_fp16_enable"));
    assertEquals("1", options.get("trt_int8_enable"));
    assertEquals("/c", options.get("trt_engine_cache_path"));
    assertEquals("9", options.get("trt_max_workspace_size"));
  }

  private static Tensor ids(long... shape) {
    return Tensor.allocate(ElementType.INT64, shape);
  }

  private static GpuOptions options(Map<String, Range> shapes, long[]... samples) {
    return new GpuOptions(
        Sha256.of(new byte[0]),
        Optional.of(new TensorRt(Optional.empty(), shapes, Optional.empty())),
        List.of(samples).stream().map(shape -> Map.of("ids", shape)).toList(),
        session -> Optional.empty());
  }
}
