package io.skerry.agent.trace;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says of traces, by the names of the OpenTelemetry specification; what is not
 * understood fails instead of being left out.
 *
 * @param endpoint takes spans by HTTP as protobuf
 * @param headers sent along, such as a key
 * @param service who traces
 * @param resource what else is told of this process
 */
record TraceConfig(
    URI endpoint,
    Map<String, String> headers,
    Optional<String> service,
    Map<String, String> resource,
    Sampling sampling) {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
  private static final String DISABLED = "OTEL_SDK_DISABLED";
  private static final String HTTP_PROTOBUF = "http/protobuf";

  /** Empty where there is no endpoint, or all is disabled. */
  static Optional<TraceConfig> of(Map<String, String> environment) {
    Optional<String> all = get(environment, ENDPOINT);
    Optional<String> traces = get(environment, TRACES_ENDPOINT);
    if (disabled(environment) || (all.isEmpty() && traces.isEmpty())) {
      return Optional.empty();
    }
    expect(environment, "OTEL_EXPORTER_OTLP_PROTOCOL", HTTP_PROTOBUF);
    expect(environment, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", HTTP_PROTOBUF);
    return Optional.of(
        new TraceConfig(
            traces.isPresent()
                ? uri(TRACES_ENDPOINT, traces.get())
                : below(uri(ENDPOINT, all.get())),
            KeyValues.of(environment, "OTEL_EXPORTER_OTLP_HEADERS"),
            get(environment, "OTEL_SERVICE_NAME"),
            KeyValues.of(environment, "OTEL_RESOURCE_ATTRIBUTES"),
            Sampling.of(
                get(environment, "OTEL_TRACES_SAMPLER"),
                get(environment, "OTEL_TRACES_SAMPLER_ARG"))));
  }

  /** An empty value is none, as the specification wants. */
  private static Optional<String> get(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static boolean disabled(Map<String, String> environment) {
    String value = get(environment, DISABLED).orElse("false");
    if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
      throw new IllegalArgumentException(DISABLED + ": expected true or false, got " + value);
    }
    return value.equalsIgnoreCase("true");
  }

  private static void expect(Map<String, String> environment, String name, String expected) {
    String value = get(environment, name).orElse(expected);
    if (!value.equals(expected)) {
      throw new IllegalArgumentException(name + ": expected " + expected + ", got " + value);
    }
  }

  private static URI below(URI base) {
    return URI.create(base.toString().replaceFirst("/+$", "") + "/v1/traces");
  }

  private static URI uri(String name, String value) {
    try {
      URI uri = new URI(value);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name + ": expected a URL: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        name + ": expected http://HOST:PORT or https://HOST:PORT, got " + value);
  }

  /** Never tells the headers, which may hold a key. */
  @Override
  public String toString() {
    return "traces to " + endpoint;
  }
}
