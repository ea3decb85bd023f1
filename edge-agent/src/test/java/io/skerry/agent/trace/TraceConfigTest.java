package io.skerry.agent.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the environment may say of traces. */
final class TraceConfigTest {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  @Test
  void isOffWithoutAnEndpointOrWhereItIsDisabled() {
    assertSame(Tracing.OFF, Tracing.of(Map.of(), "1"));
    assertSame(Tracing.OFF, Tracing.of(Map.of(ENDPOINT, " "), "1"));
    assertSame(
        Tracing.OFF,
        Tracing.of(Map.of(ENDPOINT, "http://collector:4318", "OTEL_SDK_DISABLED", "TRUE"), "1"));
  }

  @Test
  void readsTheStandardNames() {
    TraceConfig config =
        with(
            Map.of(
                "OTEL_SERVICE_NAME", "door",
                "OTEL_RESOURCE_ATTRIBUTES", "site=north, note=a%20b,sum=1+1",
                "OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "OTEL_TRACES_SAMPLER", "parentbased_traceidratio",
                "OTEL_TRACES_SAMPLER_ARG", "0.25"));
    assertEquals("http://collector:4318/base/v1/traces", config.endpoint().toString());
    assertEquals(Optional.of("door"), config.service());
    assertEquals(Map.of("site", "north", "note", "a b", "sum", "1+1"), config.resource());
    assertEquals(Map.of("api-key", "secret"), config.headers());
    assertEquals(new Sampling(true, 0.25), config.sampling());
    assertFalse(config.toString().contains("secret"));
  }

  @Test
  void anEndpointOfTracesAloneIsTakenAsItIs() {
    Map<String, String> environment = Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://c/t");
    assertEquals("https://c/t", TraceConfig.of(environment).orElseThrow().endpoint().toString());
  }

  @Test
  void samplesAllThatTheCallerSamplesUnlessItIsSaid() {
    assertEquals(new Sampling(true, 1), with(Map.of()).sampling());
    assertEquals(
        new Sampling(false, 0), with(Map.of("OTEL_TRACES_SAMPLER", "always_off")).sampling());
    assertEquals(
        new Sampling(false, 1), with(Map.of("OTEL_TRACES_SAMPLER", "traceidratio")).sampling());
  }

  @Test
  void whatIsNotKnownFailsAndSaysWhatWasExpected() {
    refuses("OTEL_TRACES_SAMPLER", "jaeger_remote", "traceidratio");
    refuses("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "http/protobuf");
    refuses("OTEL_SDK_DISABLED", "yes", "true or false");
    refuses("OTEL_RESOURCE_ATTRIBUTES", "a", "key=value");
    refuses("OTEL_RESOURCE_ATTRIBUTES", "a=%zz", "%XX");
    refuses("OTEL_RESOURCE_ATTRIBUTES", "a=1,".repeat(3) + many(65), "at most 64");
    refuses(ENDPOINT, "collector:4318", "http://HOST:PORT");
    refuses(ENDPOINT, "http://a b", "a URL");
    for (String ratio : new String[] {"1.1", "-1", "NaN", "half"}) {
      Map<String, String> given =
          Map.of("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", ratio);
      String message = assertThrows(IllegalArgumentException.class, () -> with(given)).getMessage();
      assertEquals("OTEL_TRACES_SAMPLER_ARG: expected 0 to 1, got " + ratio, message);
    }
  }

  private static String many(int count) {
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < count; i++) {
      pairs.append("k").append(i).append("=v,");
    }
    return pairs.toString();
  }

  private static void refuses(String name, String value, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> with(Map.of(name, value))).getMessage();
    assertTrue(message.startsWith(name + ": expected"), message);
    assertTrue(message.contains(expected), message);
  }

  private static TraceConfig with(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put(ENDPOINT, "http://collector:4318/base/");
    environment.putAll(more);
    return TraceConfig.of(environment).orElseThrow();
  }
}
