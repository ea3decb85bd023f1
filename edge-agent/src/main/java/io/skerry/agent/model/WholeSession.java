package io.skerry.agent.model;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.text.Generator;
import io.skerry.agent.text.Tokenizer;
import io.skerry.protocol.manifest.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A release's model with all that belongs to it: the session of the variant's own file, which it
 * stands for, those of its parts, and its tokenizers; closed together. Runs are thread-safe.
 */
final class WholeSession implements Session {
  private final Session own;
  private final Map<String, Session> parts = new TreeMap<>(); // told in one order
  private final List<AutoCloseable> further = new ArrayList<>();
  private Optional<Tokenizer> reader = Optional.empty();
  private Optional<Tokenizer> writer = Optional.empty();

  /** Takes over the variant's own file; the rest is added before it is used. */
  WholeSession(Session own) {
    this.own = own;
  }

  void add(String part, Session session) {
    parts.put(part, session);
    further.add(session);
  }

  /** What makes tokens of texts. */
  void readsBy(Tokenizer tokenizer) {
    reader = Optional.of(tokenizer);
    further.add(tokenizer);
  }

  /** What makes texts of tokens, where it is another. */
  void writesBy(Tokenizer tokenizer) {
    writer = Optional.of(tokenizer);
    further.add(tokenizer);
  }

  Tokenizer reader() {
    return reader.orElseThrow();
  }

  Tokenizer writer() {
    return writer.or(() -> reader).orElseThrow();
  }

  /** The part of that name; the variant's own file without one. */
  Session part(Optional<String> part) {
    return part.map(parts::get).orElse(own);
  }

  Generator.Sessions sessions(Optional<String> encoder) {
    return new Generator.Sessions(own, encoder.map(parts::get));
  }

  @Override
  public List<Tensors.Spec> inputs() {
    return own.inputs();
  }

  @Override
  public List<Tensors.Spec> outputs() {
    return own.outputs();
  }

  @Override
  public Map<String, Tensor> run(
      Map<String, Tensor> inputs, List<String> wanted, Cancellation cancellation)
      throws EngineException {
    return own.run(inputs, wanted, cancellation);
  }

  @Override
  public void shrink() {
    own.shrink();
  }

  @Override
  public Optional<String> progress() {
    return Stream.concat(Stream.of(own), parts.values().stream())
        .flatMap(session -> session.progress().stream())
        .reduce((one, next) -> one + "; " + next);
  }

  /** That of the part which is least ready. */
  @Override
  public OptionalDouble built() {
    return Stream.concat(Stream.of(own), parts.values().stream())
        .flatMapToDouble(session -> session.built().stream())
        .min();
  }

  @Override
  public void close() {
    own.close();
    for (AutoCloseable one : further) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException("closing a model: " + e.getMessage(), e);
      }
    }
    further.clear();
  }
}
