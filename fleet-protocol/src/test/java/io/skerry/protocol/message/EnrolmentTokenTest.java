package io.skerry.protocol.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnrolmentTokenTest {
  private static final String SECRET = "correct-horse-battery";
  private static final EnrolmentToken TOKEN =
      new EnrolmentToken(
          URI.create("https://controller.example:8080"),
          new FleetId("shop"),
          new Sha256("ab".repeat(32)),
          SECRET,
          Instant.parse("2026-11-24T10:00:00Z"));

  @Test
  void readsItsStringFormBack() throws FormatException {
    assertEquals(TOKEN, EnrolmentToken.parse(TOKEN.encode()));
  }

  @Test
  void hidesTheSecretFromLogs() {
    assertFalse(TOKEN.toString().contains(SECRET), TOKEN.toString());
  }

  @Test
  void refusesEveryTruncation() {
    String whole = TOKEN.encode();
    for (int length = 0; length < whole.length(); length++) {
      String part = whole.substring(0, length);
      FormatException e =
          assertThrows(FormatException.class, () -> EnrolmentToken.parse(part), part);
      assertFalse(e.getMessage().contains(SECRET), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"url\":\"http://a\",\"fleet\":\"f\",\"authority\":\"D\",\"secret\":\"S\",\"expires\":\"T\"}",
        "{\"url\":\"a\",\"fleet\":\"f\",\"authority\":\"D\",\"secret\":\"S\",\"expires\":\"T\"}",
        "{\"url\":\"https://a\",\"fleet\":\"F\",\"authority\":\"D\",\"secret\":\"S\",\"expires\":\"T\"}",
        "{\"url\":\"https://a\",\"fleet\":\"f\",\"authority\":\"D\",\"expires\":\"T\"}",
        "{\"url\":\"https://a\",\"fleet\":\"f\",\"authority\":\"D\",\"secret\":S,\"expires\":\"T\"}",
        "null",
        "[]",
        ""
      })
  void refusesOtherContentWithoutRepeatingTheSecret(String json) {
    String filled =
        json.replace("D", "ab".repeat(32))
            .replace("S", SECRET)
            .replace("T", "2026-11-24T10:00:00Z");
    FormatException e =
        assertThrows(FormatException.class, () -> EnrolmentToken.parse(encoded(filled)));
    assertFalse(e.getMessage().contains(SECRET), e.getMessage());
  }

  @Test
  void refusesAnotherPrefix() {
    String encoded = TOKEN.encode().replace("skerry1.", "skerry2.");
    assertThrows(FormatException.class, () -> EnrolmentToken.parse(encoded));
  }

  @Test
  void refusesAnOverlongToken() {
    String encoded = TOKEN.encode() + "A".repeat(2048);
    assertThrows(FormatException.class, () -> EnrolmentToken.parse(encoded));
  }

  private static String encoded(String json) {
    return "skerry1."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
