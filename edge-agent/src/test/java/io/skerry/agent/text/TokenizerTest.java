package io.skerry.agent.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenizerTest {
  private static final Path MODELS = Path.of("..", "models");
  private static final Path NUMBERS = MODELS.resolve("number-translator/tokenizer.json");

  @TempDir static Path natives;

  @Test
  void cutsWordsIntoPiecesAndPutsThemTogetherAgain() throws Exception {
    try (Tokenizer tokenizer = open(NUMBERS, 64)) {
      Tokens english = tokenizer.encode("Forty-two");
      assertEquals(4, english.count()); // forty, -, two and the end
      assertEquals(2, english.ids()[3]);
      Tokens german = tokenizer.encode("zweiundvierzigtausendeinhundertdreißig");
      assertEquals(8, german.count());
      assertEquals("zweiundvierzigtausendeinhundertdreißig", tokenizer.decode(german.ids()));
    }
  }

  @Test
  void neitherFillsUpNorCuts() throws Exception {
    try (Tokenizer tokenizer = open(NUMBERS, 8_192)) {
      assertEquals(2, tokenizer.encode("two").count());
      assertEquals(3_001, tokenizer.encode("two ".repeat(3_000)).count());
    }
  }

  @Test
  void refusesWhatIsTooLongOrEmpty() throws Exception {
    try (Tokenizer tokenizer = open(NUMBERS, 4)) {
      assertEquals(4, tokenizer.encode("one two three").count());
      assertFault(TextException.Fault.TOO_LONG, tokenizer, "one two three four");
      assertFault(TextException.Fault.TOO_LONG, tokenizer, "a".repeat(Tokenizer.MAX_BYTES + 1));
      assertFault(TextException.Fault.TOO_LONG, tokenizer, "ß".repeat(Tokenizer.MAX_BYTES / 2 + 1));
      assertFault(TextException.Fault.BROKEN, tokenizer, " \n ");
    }
  }

  @Test
  void takesStrangeTextAsItComes() throws Exception {
    try (Tokenizer tokenizer = open(MODELS.resolve("sentiment/tokenizer.json"), 512)) {
      for (String text : new String[] {"\u0000\u0001", "\ud800", "😀 grand!", "\u202eabc", "ﷺ"}) {
        assertTrue(tokenizer.encode(text + " good").count() > 0, text);
      }
      assertArrayEquals(tokenizer.encode("GOOD").ids(), tokenizer.encode("good").ids());
    }
  }

  @Test
  void refusesAFileThatIsNoTokenizer(@TempDir Path folder) throws Exception {
    for (String json : new String[] {"", "{}", "[1]", "{\"model\":{\"type\":\"Nope\"}}"}) {
      Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
      TextException fault = assertThrows(TextException.class, () -> open(file, 4));
      assertEquals(TextException.Fault.TOKENIZER, fault.fault(), json);
    }
  }

  @Test
  void unpacksItsLibraryWhereItIsTold() throws Exception {
    open(NUMBERS, 4).close();
    // Once for the process: another test may have settled it elsewhere.
    Path folder = Path.of(System.getProperty("ENGINE_CACHE_DIR"));
    assertEquals("true", System.getProperty("ai.djl.offline"));
    assertEquals("true", System.getProperty("OPT_OUT_TRACKING"));
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        assertTrue(files.anyMatch(file -> file.getFileName().toString().contains("tokenizers")));
      }
    }
  }

  private static void assertFault(TextException.Fault fault, Tokenizer tokenizer, String text) {
    assertEquals(fault, assertThrows(TextException.class, () -> tokenizer.encode(text)).fault());
  }

  private static Tokenizer open(Path file, int maxTokens) throws TextException {
    return Tokenizer.open(file, maxTokens, new TokenizerLibrary(natives));
  }
}
