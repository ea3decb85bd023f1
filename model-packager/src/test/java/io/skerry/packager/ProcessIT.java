package io.skerry.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessIT {
  @TempDir Path folder;

  @Test
  void readsThePassphraseFromStdinOrAnotherDescriptor() throws Exception {
    Path key = folder.resolve("key");
    assertEquals(0, java("-Xmx256m", "< pass", "keys", "new", "--out", key, "--passphrase-fd", 0));
    Path other = folder.resolve("other");
    assertEquals(
        0, java("-Xmx256m", "7< pass", "keys", "new", "--out", other, "--passphrase-fd", 7));
    assertTrue(Files.exists(other));
  }

  @Test
  void saysWhatToDoWithoutATerminal() throws Exception {
    assertEquals(2, java("-Xmx256m", "< /dev/null", "keys", "new", "--out", folder.resolve("key")));
    assertTrue(Files.readString(folder.resolve("err")).contains("--passphrase-fd"));
  }

  @Test
  void packsAModelThatIsFarLargerThanTheHeap() throws Exception {
    SourceFixture source = new SourceFixture(folder.resolve("source"));
    large(source.folder().resolve("model.onnx"), 300 << 20);
    assertEquals(
        0,
        java("-Xmx40m", "< /dev/null", "pack", source.folder(), "--out", folder.resolve("out")),
        () -> read("err"));
  }

  /** The small model with an unused initialiser of this many zeros, a hole at the file's end. */
  private static void large(Path file, int zeros) throws IOException {
    byte[] weights =
        prefix(new OnnxBytes().integer(1, zeros / 4).integer(2, 1).text(8, "w"), 9, zeros);
    byte[] graph = prefix(OnnxBytes.flattenGraph(""), 5, weights.length + zeros);
    OnnxBytes model = new OnnxBytes().message(8, new OnnxBytes().integer(2, 13));
    byte[] top = prefix(model, 7, graph.length + weights.length + zeros);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(0);
      out.write(top);
      out.write(graph);
      out.write(weights);
      out.setLength(out.getFilePointer() + zeros);
    }
  }

  /** A message's bytes up to and with the length of its last field. */
  private static byte[] prefix(OnnxBytes message, int field, int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeRawBytes(message.toBytes());
    out.writeTag(field, 2);
    out.writeUInt32NoTag(length);
    out.flush();
    return bytes.toByteArray();
  }

  private int java(String heap, String redirection, Object... args)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("pass"), Cli.PASSPHRASE + "\nsecond line\n");
    List<String> command = new ArrayList<>();
    command.add("sh");
    command.add("-c");
    command.add("exec \"$@\" " + redirection);
    command.add("sh");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(heap);
    command.add("-XX:+UseSerialGC");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(folder.resolve("out.txt").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start()
        .waitFor();
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
