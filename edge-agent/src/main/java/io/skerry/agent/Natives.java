package io.skerry.agent;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The native libraries that the build unpacked into {@code lib/native} beside the agent's jar. The
 * libraries' own way is to unpack them from their jars into a temporary folder at each start.
 */
final class Natives {
  private static final String SQLITE = "libsqlitejdbc.so";

  private Natives() {}

  /** Names them to the libraries that load them, where they are there and nobody named others. */
  static void find() {
    Path jar = Path.of(System.getProperty("java.class.path").split(":", 2)[0]).toAbsolutePath();
    Path folder = jar.resolveSibling("lib").resolve("native");
    if (Files.isRegularFile(folder.resolve("libonnxruntime4j_jni.so"))) {
      setIfUnset("onnxruntime.native.path", folder.toString());
    }
    if (Files.isRegularFile(folder.resolve(SQLITE))) {
      setIfUnset("org.sqlite.lib.path", folder.toString());
      setIfUnset("org.sqlite.lib.name", SQLITE);
    }
  }

  private static void setIfUnset(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
