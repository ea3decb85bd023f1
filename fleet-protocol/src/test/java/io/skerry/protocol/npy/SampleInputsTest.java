package io.skerry.protocol.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SampleInputsTest {
  private static final Tensors TENSORS =
      new Tensors(
          List.of(
              new Tensors.Spec("input", ElementType.FLOAT32, List.of("batch", "576")),
              new Tensors.Spec("state", ElementType.FLOAT32, List.of("2", "batch", "128")),
              new Tensors.Spec("sr", ElementType.INT64, List.of())),
          List.of(),
          List.of(new Tensors.StatePair("stateN", "state")),
          List.of(new Tensors.Constant("sr", new Decimal("16000"))));

  @Test
  void fillsStateAndConstantsForTheBatchOfTheOthers() throws FormatException {
    Map<String, NpyArray> complete = SampleInputs.complete(TENSORS, Map.of("input", input(3)));
    assertEquals(List.of("input", "state", "sr"), List.copyOf(complete.keySet()));
    assertArrayEquals(new long[] {2, 3, 128}, complete.get("state").shape());
    assertEquals(16_000, complete.get("sr").data().getLong());
  }

  @Test
  void refusesAMissingInput() {
    assertThrows(FormatException.class, () -> SampleInputs.complete(TENSORS, Map.of()));
  }

  @Test
  void refusesAnUnknownInput() {
    assertThrows(
        FormatException.class,
        () -> SampleInputs.complete(TENSORS, Map.of("input", input(1), "other", input(1))));
  }

  @Test
  void refusesTwoLengthsOfOneDimension() {
    NpyArray state = NpyArray.zeros(ElementType.FLOAT32, new long[] {2, 2, 128});
    assertThrows(
        FormatException.class,
        () -> SampleInputs.complete(TENSORS, Map.of("input", input(1), "state", state)));
  }

  private static NpyArray input(int batch) {
    return NpyArray.zeros(ElementType.FLOAT32, new long[] {batch, 576});
  }
}
