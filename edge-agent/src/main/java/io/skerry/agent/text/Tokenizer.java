package io.skerry.agent.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes tokens of text and text of tokens, as a {@code tokenizer.json} says, which is neither cut
 * nor filled up. Thread-safe; native, so call it on platform threads. Whoever opened it closes it
 * after the last call.
 */
public final class Tokenizer implements AutoCloseable {
  /** The longest text, in bytes of UTF-8. */
  public static final int MAX_BYTES = 64 << 10;

  private static final Map<String, String> AS_IT_IS =
      Map.of("padding", "false", "truncation", "false", "addSpecialTokens", "true");

  private final HuggingFaceTokenizer library;
  private final int maxTokens;

  private Tokenizer(HuggingFaceTokenizer library, int maxTokens) {
    this.library = library;
    this.maxTokens = maxTokens;
  }

  /**
   * Loads one, and the native library with the first.
   *
   * @param maxTokens the most that a text may have
   * @throws TextException TOKENIZER if the file is none, MACHINE if the library does not work here
   */
  public static Tokenizer open(Path file, int maxTokens, TokenizerLibrary library)
      throws TextException {
    library.settle();
    try {
      return new Tokenizer(HuggingFaceTokenizer.newInstance(file, AS_IT_IS), maxTokens);
    } catch (LinkageError | IllegalStateException | IOException e) {
      throw new TextException(
          TextException.Fault.MACHINE, "tokenizers do not work here: " + e.getMessage(), e);
    } catch (RuntimeException e) { // what the native code says of the file
      throw new TextException(
          TextException.Fault.TOKENIZER,
          "tokenizer " + file.getFileName() + " can't be loaded: " + e.getMessage(),
          e);
    }
  }

  /**
   * Makes tokens of a text.
   *
   * @throws TextException BROKEN or TOO_LONG
   */
  public Tokens encode(String text) throws TextException {
    int bytes = text.length() > MAX_BYTES ? text.length() : utf8Bytes(text);
    if (bytes > MAX_BYTES) {
      throw new TextException(
          TextException.Fault.TOO_LONG, "text: expected at most 64 KiB, got " + bytes + " bytes");
    }
    if (text.isBlank()) {
      throw new TextException(TextException.Fault.BROKEN, "text: expected some, got none");
    }
    Encoding encoding = library.encode(text);
    long[] ids = encoding.getIds();
    if (ids.length == 0 || ids.length > maxTokens) {
      throw new TextException(
          TextException.Fault.TOO_LONG,
          "text: expected 1 to " + maxTokens + " tokens, got " + ids.length);
    }
    return new Tokens(ids, encoding.getTypeIds());
  }

  /** Makes text of tokens; those that stand for no text, such as an end, fall away. */
  public String decode(long[] ids) {
    return library.decode(ids, true).strip();
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public void close() {
    library.close();
  }
}
