package io.skerry.agent.model;

import io.skerry.agent.engine.Engine;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.text.TextException;
import io.skerry.agent.text.Tokenizer;
import io.skerry.agent.text.TokenizerLibrary;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Variant;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Opens all files of a variant: its own, those of its parts, and tokenizers. */
record VariantFiles(
    Engine engine, Options options, TokenizerLibrary library, Function<Blob, Path> blobs) {
  /** The most tokens that text of a model is decoded from. */
  private static final int MOST_TOKENS = 8_192;

  /** How each file is opened. */
  @FunctionalInterface
  interface Options {
    /** Those of a part's file; of the variant's own without one. */
    SessionOptions of(Optional<String> part, Blob blob) throws ModelException;
  }

  /**
   * Opens them; nothing stays open when it fails.
   *
   * @throws ModelException if one can't be loaded or has other tensors than the release says
   */
  WholeSession open(ModelContent content, Variant variant) throws ModelException {
    WholeSession whole = new WholeSession(session(variant, Optional.empty(), variant.blob()));
    boolean opened = false;
    try {
      TensorChecks.same(content.tensors(), whole);
      for (Map.Entry<String, Blob> file : variant.files().entrySet()) {
        Session part = session(variant, Optional.of(file.getKey()), file.getValue());
        whole.add(file.getKey(), part);
        TensorChecks.same(content.parts().get(file.getKey()), part);
      }
      if (content.input() instanceof Input.Text text) {
        whole.readsBy(tokenizer(text.tokenizer(), text.maxTokens()));
      }
      if (content.output() instanceof Output.Generate generate
          && generate.tokenizer().isPresent()) {
        whole.writesBy(tokenizer(generate.tokenizer().get(), MOST_TOKENS));
      }
      opened = true;
      return whole;
    } finally {
      if (!opened) {
        whole.close();
      }
    }
  }

  private Session session(Variant variant, Optional<String> part, Blob blob) throws ModelException {
    try {
      return engine.open(blobs.apply(blob), options.of(part, blob));
    } catch (EngineException e) {
      throw ModelException.content("variant " + variant.id() + ": " + e.getMessage(), e);
    }
  }

  private Tokenizer tokenizer(Blob blob, int maxTokens) throws ModelException {
    try {
      return Tokenizer.open(blobs.apply(blob), maxTokens, library);
    } catch (TextException e) {
      throw e.fault() == TextException.Fault.MACHINE
          ? ModelException.machine(e.getMessage(), e)
          : ModelException.content(e.getMessage(), e);
    }
  }
}
