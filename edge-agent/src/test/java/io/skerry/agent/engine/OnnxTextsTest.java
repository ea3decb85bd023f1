package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.agent.onnxdata.OnnxModels;
import io.skerry.agent.onnxdata.Proto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of every kind, the caller's and the model's own. */
final class OnnxTextsTest {
  private static final int STRING = 8;
  private static final List<String> ALL =
      List.of("", "plain", "ä€", "😀", "x😀y", "\0", "a\0b", "a".repeat(100_000));

  @TempDir private Path folder;

  private Session open(byte[] model) throws Exception {
    return Engines.onnxRuntime()
        .open(Files.write(folder.resolve("model.onnx"), model), new SessionOptions(1));
  }

  @Test
  void whatACallerGivesComesBack() throws Exception {
    try (Session session = open(OnnxModels.single("Identity", STRING))) {
      Tensor all = Tensor.ofTexts(ALL, 2, 4);
      assertEquals(ALL, session.run(Map.of("x", all)).get("y").texts());
      Tensor none = session.run(Map.of("x", Tensor.ofTexts(List.of(), 2, 0))).get("y");
      assertEquals(List.of(), none.texts());
      assertArrayEquals(new long[] {2, 0}, none.shape());
      assertEquals(
          List.of("😀"), session.run(Map.of("x", Tensor.ofTexts(List.of("😀")))).get("y").texts());
    }
  }

  @Test
  void theModelsOwnTextsAreTheSameAsACallers() throws Exception {
    Proto own = new Proto().number(1, ALL.size()).number(2, STRING);
    ALL.forEach(text -> own.text(6, text));
    Proto axis = new Proto().text(1, "axis").number(3, 0).number(20, 2);
    Proto graph =
        new Proto()
            .message(1, OnnxModels.node("Concat", "x", "own", "both").message(5, axis))
            .message(1, OnnxModels.node("Unique", "both", "y"))
            .text(2, "texts")
            .message(5, own.text(8, "own"))
            .message(11, OnnxModels.value("x", STRING))
            .message(12, OnnxModels.value("both", STRING))
            .message(12, OnnxModels.value("y", STRING));
    try (Session session = open(OnnxModels.model(graph))) {
      Map<String, Tensor> outputs = session.run(Map.of("x", Tensor.ofTexts(ALL, ALL.size())));
      assertEquals(ALL, outputs.get("both").texts().subList(ALL.size(), 2 * ALL.size()));
      assertEquals(ALL.size(), outputs.get("y").size(), "each text is there once");
    }
  }
}
