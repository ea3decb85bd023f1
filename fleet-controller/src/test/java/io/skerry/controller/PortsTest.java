package io.skerry.controller;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PortsTest {
  private static final List<String> HOSTS =
      List.of("fleet.example", "0:0:0:0:0:0:0:1", "localhost", "127.0.0.1");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "::", "127.0.0.1", "localhost", "Fleet.example", "::1", "0:0::1"})
  void takesAnAddressThatTheCertificateNames(String listen) {
    assertDoesNotThrow(() -> new Ports(listen, 0, 0).requireNamed(HOSTS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "other.example", "::2", ""})
  void refusesAnyOtherAndNamesTheOption(String listen) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new Ports(listen, 0, 0).requireNamed(HOSTS));
    assertTrue(e.getMessage().contains("'--host " + listen + "'"), e.getMessage());
  }

  @Test
  void runEndsAsWrongUseInsteadOfWaitingForALinkThatNeverComes() {
    String state = folder.resolve("state").toString();
    assertEquals(ExitCode.DONE, Main.execute("init", "--state", state, "--fleet", "shop"));
    assertEquals(
        ExitCode.WRONG_USE, Main.execute("run", "--state", state, "--listen", "127.0.0.2"));
  }
}
