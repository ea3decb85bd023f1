package io.skerry.bench.swap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A model's folder in which one file takes the place of another: the same net, other bytes. */
final class Replacement {
  private static final int DOC_STRING = 6 << 3 | 2; // ModelProto.doc_string, onnx.proto3

  private final Path folder;
  private final byte[] model;
  private int count;

  private Replacement(Path folder, byte[] model) {
    this.folder = folder;
    this.model = model;
  }

  /** A new folder that holds the model. */
  static Replacement in(Path folder, Path model) throws IOException {
    Files.createDirectories(folder);
    Replacement replacement = new Replacement(folder, Files.readAllBytes(model));
    replacement.write();
    return replacement;
  }

  /** Puts other bytes in its place, at once. */
  void swap() {
    count++;
    try {
      write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int count() {
    return count;
  }

  private void write() throws IOException {
    byte[] text = ("swap " + count).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(model.length + 64);
    out.writeBytes(model);
    out.write(DOC_STRING);
    out.write(text.length);
    out.writeBytes(text);
    Path part = Files.write(folder.resolve("model.part"), out.toByteArray());
    Files.move(
        part,
        folder.resolve("model.onnx"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
