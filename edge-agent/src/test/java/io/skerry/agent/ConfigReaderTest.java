package io.skerry.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.oip.OipLimits;
import io.skerry.agent.outbox.OutboxLimits;
import io.skerry.protocol.json.FormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReaderTest {
  @TempDir private Path folder;

  private AgentConfig read(String yaml, Map<String, String> environment) throws Exception {
    Path file = folder.resolve("agent.yaml");
    Files.writeString(file, yaml);
    return ConfigReader.read(Optional.of(file), environment);
  }

  @Test
  void readsSourcesAndLimits() throws Exception {
    AgentConfig config =
        read(
            """
            sources:
              door: {uri: "file:/media/door.mp4", loop: true, realTime: true}
            outbox: {maxEvents: 5}
            """,
            Map.of());
    assertTrue(config.sources().get("door").realTime());
    assertEquals(new OutboxLimits(5, OutboxLimits.DEFAULT.maxBytes()), config.outboxLimits());
  }

  @Test
  void needsNoFile() throws Exception {
    AgentConfig config = ConfigReader.read(Optional.empty(), Map.of("HOME", "/root"));
    assertEquals(OutboxLimits.DEFAULT, config.outboxLimits());
    assertEquals(Map.of(), config.sources());
  }

  @Test
  void letsTheEnvironmentWin() throws Exception {
    AgentConfig config =
        read(
            "outbox: {maxEvents: 5}\nsources: {door: {uri: 'file:/a'}}",
            Map.of(
                "SKERRY_AGENT_OUTBOX__MAXEVENTS", "7",
                "SKERRY_AGENT_SOURCES__DOOR__URI", "file:/b",
                "SKERRY_AGENT_SOURCES__HALL__URI", "file:/c"));
    assertEquals(7, config.outboxLimits().maxEvents());
    assertEquals("file:/b", config.sources().get("door").uri().toString());
    assertEquals("file:/c", config.sources().get("hall").uri().toString());
  }

  @Test
  void refusesKeysThatItDoesNotKnow() {
    assertTrue(refused("sauces: {}", Map.of()).getMessage().contains("sauces"));
    assertTrue(refused("sources: {door: {url: 'file:/a'}}", Map.of()).getMessage().contains("uri"));
    refused("sources: {door: {uri: 'file:/a', speed: 2}}", Map.of());
    assertTrue(refused("", Map.of("SKERRY_AGENT_OUTBOX__SIZE", "1")).getMessage().contains("size"));
  }

  @Test
  void refusesValuesOutOfBounds() {
    refused("outbox: {maxBytes: 1}\nsources: 3", Map.of());
    refused("sources: {door: {uri: 'http://a/'}}", Map.of());
    refused("outbox: 5", Map.of("SKERRY_AGENT_OUTBOX__MAXEVENTS", "1"));
    refused("outbox: {maxEvents: 1}\noutbox: {maxEvents: 2}", Map.of());
    refused("- a list", Map.of());
  }

  @Test
  void readsHowMuchCallersMayAskFor() throws Exception {
    OipLimits usual = OipLimits.usual();
    assertEquals(usual, read("outbox: {maxEvents: 5}", Map.of()).callers());
    assertEquals(
        usual.withBytes(8 << 20, 100L << 20),
        read("api: {maxRequestMb: 8, maxHeldMb: 100}", Map.of()).callers());
    assertEquals(
        usual.withBytes(256 << 20, 512L << 20),
        read("", Map.of("SKERRY_AGENT_API__MAXREQUESTMB", "256")).callers());
  }

  @Test
  void refusesToLetCallersAskForNothingOrTooMuch() {
    Map<String, String> refusals =
        Map.of(
            "api: {maxRequestMb: 0}", "api.maxRequestMb: expected 1 to 256, got 0",
            "api: {maxRequestMb: 257}", "api.maxRequestMb: expected 1 to 256, got 257",
            "api: {maxHeldMb: 0}", "api.maxHeldMb: expected 1 to 65536, got 0",
            "api: {maxHeldMb: 65537}", "api.maxHeldMb: expected 1 to 65536, got 65537",
            "api: {maxHeldMb: 63}",
                "api.maxHeldMb: expected at least api.maxRequestMb, which is 64, got 63");
    refusals.forEach(
        (yaml, why) -> {
          String told = refused(yaml, Map.of()).getMessage();
          assertTrue(told.contains(why), told);
        });
    refused("api: {maxRequests: 3}", Map.of());
  }

  private FormatException refused(String yaml, Map<String, String> environment) {
    return assertThrows(FormatException.class, () -> read(yaml, environment));
  }
}
