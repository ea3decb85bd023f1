package io.skerry.agent.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParametersTest {
  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1e999", "0x1p3", "1d", "door", ""})
  void refusesWhatIsNoFiniteNumber(String value) {
    Parameters parameters = new Parameters(Map.of("minScore", value));
    assertThrows(ReleaseException.class, () -> parameters.number("minScore"));
  }

  @Test
  void readsDecimals() throws ReleaseException {
    Parameters parameters = new Parameters(Map.of("minScore", "0.5"));
    assertEquals(Optional.of(0.5), parameters.number("minScore"));
    assertEquals(Optional.empty(), parameters.number("intervalMs"));
  }
}
