package io.skerry.protocol.tuf;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.crypto.KeyId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoleTest {
  private static final KeyId ANN = KeyId.parse("aa".repeat(32));
  private static final KeyId BOB = KeyId.parse("bb".repeat(32));

  @Test
  void refusesAKeyThatIsNamedTwice() {
    assertThrows(IllegalArgumentException.class, () -> new Role(List.of(ANN, ANN), 1));
  }

  @Test
  void refusesAThresholdThatNobodyCanMeetOrEveryoneMeets() {
    assertThrows(IllegalArgumentException.class, () -> new Role(List.of(ANN), 2));
    assertThrows(IllegalArgumentException.class, () -> new Role(List.of(ANN), 0));
    assertThrows(IllegalArgumentException.class, () -> new Role(List.of(), 1));
  }

  @Test
  void withdrawsAKeyByReplacingItAndNotByAddingOne() {
    assertTrue(new Role(List.of(BOB), 1).withdraws(Set.of(ANN)));
    assertTrue(new Role(List.of(BOB), 1).withdraws(Set.of(ANN, BOB)));
    assertFalse(new Role(List.of(ANN, BOB), 1).withdraws(Set.of(ANN)));
  }
}
