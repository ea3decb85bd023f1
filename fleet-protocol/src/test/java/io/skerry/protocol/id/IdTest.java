package io.skerry.protocol.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IdTest {
  /** What could leave a topic, a path, a query or a log line, if it got into one. */
  static Stream<String> hostileSegments() {
    return Stream.of(
        "",
        " ",
        "a b",
        "A",
        "a/b",
        "a\\b",
        ".",
        "..",
        "a.b",
        "+",
        "#",
        "$sys",
        "a\n",
        "a\r\nb",
        "a\u0000",
        "a%2fb",
        "a'b",
        "a\"b",
        "a;b",
        "<a>",
        "ä",
        "а", // Cyrillic
        "a\u200b",
        "\ud800",
        "a".repeat(65),
        "a".repeat(1_000_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "-", "_", "door-1", "a_b-c"})
  void acceptsSegments(String text) {
    assertEquals(text, new DeviceId(text).toString());
    assertEquals(text, new FleetId(text).toString());
    assertEquals("n/" + text, ModelName.parse("n/" + text).toString());
  }

  @Test
  void acceptsTheLongestSegment() {
    String longest = "a".repeat(64);
    assertEquals(longest, new DeviceId(longest).value());
  }

  @ParameterizedTest
  @MethodSource("hostileSegments")
  void refusesHostileSegments(String text) {
    assertThrows(IllegalArgumentException.class, () -> new DeviceId(text));
    assertThrows(IllegalArgumentException.class, () -> new FleetId(text));
    assertThrows(IllegalArgumentException.class, () -> new ModelName(text, "a"));
    assertThrows(IllegalArgumentException.class, () -> new ModelName("a", text));
    assertThrows(IllegalArgumentException.class, () -> ModelName.parse("a/" + text));
    assertThrows(IllegalArgumentException.class, () -> ReleaseId.parse(text + "/a@1.0.0"));
  }

  @ParameterizedTest
  @MethodSource("hostileSegments")
  void refusesHostileSegmentsInJson(String text) {
    byte[] json = Json.write(Json.object().textNode(text.equals("\ud800") ? "?" : text));
    assertThrows(FormatException.class, () -> Json.read(json, DeviceId.class));
  }

  @Test
  void keepsMessagesShort() {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> new DeviceId("a".repeat(1_000_000)));
    assertTrue(e.getMessage().length() < 200, e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0", "1.4.0", "999999.999999.999999"})
  void readsVersionsBack(String text) {
    assertEquals(text, Version.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.0",
        "1.0.0.0",
        "01.0.0",
        "1.00.0",
        "-1.0.0",
        "+1.0.0",
        "1.0.0-rc1",
        "1.0.0 ",
        "1.0.0\n",
        "1000000.0.0",
        "١.0.0",
        "1,0,0",
        "v1.0.0"
      })
  void refusesOtherVersions(String text) {
    assertThrows(IllegalArgumentException.class, () -> Version.parse(text));
  }

  @Test
  void ordersVersionsAsNumbers() {
    List<Version> sorted =
        Stream.of("10.0.0", "2.10.0", "2.9.9", "2.9.10").map(Version::parse).sorted().toList();
    assertEquals("[2.9.9, 2.9.10, 2.10.0, 10.0.0]", sorted.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "a@1.0.0",
        "a/b",
        "a/b@",
        "/b@1.0.0",
        "a/@1.0.0",
        "a/b/c@1.0.0",
        "a/b@1.0.0@1.0.0",
        "../b@1.0.0",
        "a//b@1.0.0"
      })
  void refusesOtherReleases(String text) {
    assertThrows(IllegalArgumentException.class, () -> ReleaseId.parse(text));
  }

  @Test
  void readsReleasesBack() throws FormatException {
    ReleaseId release = ReleaseId.parse("vision/face-detector@1.4.0");
    assertEquals("vision/face-detector@1.4.0", release.toString());
    assertEquals(release, Json.read(Json.write(release), ReleaseId.class));
  }

  @Test
  void ordersReleasesByModelThenVersion() {
    List<ReleaseId> sorted =
        Stream.of("b/a@1.0.0", "a/b@10.0.0", "a/b@9.0.0").map(ReleaseId::parse).sorted().toList();
    assertEquals("[a/b@9.0.0, a/b@10.0.0, b/a@1.0.0]", sorted.toString());
  }

  @Test
  void readsDigestsBack() {
    Sha256 digest = Sha256.of(new byte[0]);
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", digest.toString());
    assertEquals(digest, Sha256.ofDigest(digest.bytes()));
  }

  @ParameterizedTest
  @MethodSource("otherDigests")
  void refusesOtherDigests(String text) {
    assertThrows(IllegalArgumentException.class, () -> new Sha256(text));
  }

  static Stream<String> otherDigests() {
    return Stream.of("", "ab", "AB".repeat(32), "ab".repeat(33), "zz".repeat(32), "٠".repeat(64));
  }
}
