package io.skerry.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/** An agent's HTTP API, as a program beside the device would use it. Thread-safe. */
public final class AgentClient implements AutoCloseable {
  private static final String BOUNDARY = "skerry-demo-boundary";

  private final Http http;

  /** Talks to {@code url}. */
  public AgentClient(URI url) {
    try {
      this.http = new Http(url, "", SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Classifies a picture, as a form with one file would. */
  public JsonNode predict(Path picture) {
    return predict("image", picture);
  }

  /** Posts one file as the part {@code image} or {@code audio}. */
  public JsonNode predict(String part, Path file) {
    try {
      return predict(part, file.getFileName().toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Posts bytes as the part {@code image} or {@code audio}. */
  public JsonNode predict(String part, String name, byte[] bytes) {
    return predict("", part, name, bytes);
  }

  /** Posts bytes to one model, such as {@code vision/image-classifier}. */
  public JsonNode predict(String model, String part, String name, byte[] bytes) {
    Http.Answer answer =
        http.send(
            "POST",
            model.isEmpty() ? "/predict" : "/predict?model=" + model,
            form(part, name, bytes),
            "multipart/form-data; boundary=" + BOUNDARY);
    if (answer.status() != 200) {
      throw new IllegalStateException("/predict: " + answer.status() + " " + answer.body());
    }
    return answer.body();
  }

  /** What runs. */
  public JsonNode status() {
    return http.json("GET", "/status", MissingNode.getInstance()).body();
  }

  /** Reads the metrics, whatever they say. */
  public void metrics() {
    http.json("GET", "/metrics", MissingNode.getInstance());
  }

  @Override
  public void close() {
    http.close();
  }

  private static byte[] form(String part, String name, byte[] bytes) {
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            .formatted(BOUNDARY, part, name);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 512);
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(bytes);
    out.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }
}
