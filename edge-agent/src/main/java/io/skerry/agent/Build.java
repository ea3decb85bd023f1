package io.skerry.agent;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Properties;

/**
 * This build of the agent.
 *
 * @param time no clock that is right can be before it
 */
record Build(String version, Instant time) {
  /** The running one. */
  static Build current() {
    Properties properties = new Properties();
    try (InputStream file = Build.class.getResourceAsStream("build.properties")) {
      properties.load(file);
      return new Build(
          properties.getProperty("version"), Instant.parse(properties.getProperty("time")));
    } catch (IOException e) {
      throw new IllegalStateException("build.properties is in every jar", e);
    }
  }

  /** The machine's architecture, as releases name it. */
  static String arch() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> "x86_64";
      case "arm64", "aarch64" -> "aarch64";
      case String other -> other;
    };
  }
}
