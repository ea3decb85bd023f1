package io.skerry.agent.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.Engine;
import io.skerry.agent.engine.Engines;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.Output.Generate;
import io.skerry.protocol.manifest.Tensors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A decoder that goes on from "3 1 4 =" with "4 1 3", by {@code reversal.py}. */
final class GeneratorTest {
  private static final int EQUALS = 10;
  private static final int END = 11;
  private static final int DIM = 13;

  private final Engine engine = Engines.onnxRuntime();
  private Session session;

  @BeforeEach
  void open() throws Exception {
    Path file = Path.of(GeneratorTest.class.getResource("/text/reversal.onnx").toURI());
    session = engine.open(file, new SessionOptions(1));
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void tellsWhatPyTorchDid() throws Exception {
    Generator generator = new Generator(spec(1, 12), tensors());
    int lines = 0;
    for (String[] line : lines()) {
      Generated told = generator.goOn(session, tokens(line[0]), new Cancellation());
      assertEquals(line[1], text(told.tokens()), line[0]);
      lines++;
    }
    assertEquals(50, lines);
  }

  @Test
  void tellsTheSameWithAndWithoutACache() throws Exception {
    for (int beams : new int[] {1, 4}) {
      Generator generator = new Generator(spec(beams, 12), tensors());
      for (String[] line : lines().subList(0, 10)) {
        Generated with = generator.goOn(session, tokens(line[0]), new Cancellation());
        Generated without =
            new BeamSearch(spec(beams, 12))
                .search(new WholeEachTime(), prompt(line[0]), new Cancellation());
        assertArrayEquals(without.tokens(), with.tokens(), line[0]);
      }
    }
  }

  @Test
  void stopsAtItsLongest() throws Exception {
    Generated told =
        new Generator(spec(1, 2), tensors()).goOn(session, tokens("1 2 3 4"), new Cancellation());
    assertEquals(Generated.Ending.LENGTH, told.ending());
    assertEquals(2, told.tokens().length);
  }

  @Test
  void doesNotBeginWhenItIsCancelled() throws Exception {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    Generated told =
        new Generator(spec(1, 9), tensors()).goOn(session, tokens("1 2"), cancellation);
    assertEquals(Generated.Ending.CANCELLED, told.ending());
    assertEquals(0, told.tokens().length);
  }

  @Test
  void refusesADecoderThatDoesNotSayWhatIsWhat() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Generator(spec(1, 9), new Tensors(List.of(), List.of(), List.of(), List.of())));
    List<Tensors.Spec> unnamed = new ArrayList<>();
    for (Tensors.Spec input : session.inputs()) {
      unnamed.add(
          input.name().equals("tokens")
              ? new Tensors.Spec(input.name(), input.type(), List.of("n", "step"))
              : input);
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Generator(spec(1, 9), new Tensors(unnamed, session.outputs(), state(), List.of())));
  }

  /** Runs each text from its beginning, with nothing in the past. */
  private final class WholeEachTime implements BeamSearch.Steps {
    private List<long[]> rows = List.of(new long[0]);

    @Override
    public float[][] step(int[] parents, long[][] tokens)
        throws io.skerry.agent.engine.EngineException {
      List<long[]> next = new ArrayList<>();
      float[][] logits = new float[tokens.length][];
      for (int i = 0; i < tokens.length; i++) {
        long[] before = rows.get(parents[i]);
        long[] whole = Arrays.copyOf(before, before.length + tokens[i].length);
        System.arraycopy(tokens[i], 0, whole, before.length, tokens[i].length);
        next.add(whole);
        Map<String, Tensor> inputs =
            new HashMap<>(new DecoderPlan(spec(1, 1), tensors()).firstState(Map.of()));
        inputs.put("tokens", TextTensors.rows(new long[][] {whole}));
        logits[i] = new float[DIM];
        session.run(inputs).get("logits").floats().get((whole.length - 1) * DIM, logits[i]);
      }
      rows = next;
      return logits;
    }
  }

  private Tensors tensors() {
    return new Tensors(session.inputs(), session.outputs(), state(), List.of());
  }

  private static List<Tensors.StatePair> state() {
    List<Tensors.StatePair> state = new ArrayList<>();
    for (String name : List.of("key_0", "value_0", "key_1", "value_1")) {
      state.add(new Tensors.StatePair("present_" + name, "past_" + name));
    }
    return state;
  }

  private static Generate spec(int beams, int maxTokens) {
    return new Generate(
        Optional.empty(),
        "tokens",
        Optional.empty(),
        Optional.empty(),
        "logits",
        Optional.of(EQUALS),
        List.of(END),
        maxTokens,
        beams,
        new Decimal("1"),
        Optional.empty());
  }

  private static List<String[]> lines() throws Exception {
    Path file = Path.of(GeneratorTest.class.getResource("/text/reversal.tsv").toURI());
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .map(line -> line.split("\t", -1))
        .toList();
  }

  private static Tokens tokens(String digits) {
    long[] ids = Arrays.stream(digits.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    return new Tokens(ids, new long[ids.length]);
  }

  private static long[] prompt(String digits) {
    long[] ids = tokens(digits).ids();
    long[] prompt = Arrays.copyOf(ids, ids.length + 1);
    prompt[ids.length] = EQUALS;
    return prompt;
  }

  private static String text(long[] tokens) {
    return String.join(" ", Arrays.stream(tokens).mapToObj(Long::toString).toList());
  }
}
