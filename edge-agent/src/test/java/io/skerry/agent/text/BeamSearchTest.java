package io.skerry.agent.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.agent.engine.Cancellation;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.Output.Generate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BeamSearchTest {
  private static final int END = 0;

  @Test
  void endsAtTheEndToken() throws Exception {
    Generated told = search(spec(1, 9, "1"), new Table(Map.of(List.of(), 2, List.of(2), 1)));
    assertArrayEquals(new long[] {2, 1}, told.tokens());
    assertEquals(Generated.Ending.END, told.ending());
  }

  @Test
  void endsAtItsLongest() throws Exception {
    for (int beams : new int[] {1, 3}) {
      Generated told = search(spec(beams, 4, "1"), new Always(2));
      assertArrayEquals(new long[] {2, 2, 2, 2}, told.tokens());
      assertEquals(Generated.Ending.LENGTH, told.ending());
    }
  }

  @Test
  void stopsWhenItIsCancelled() throws Exception {
    Cancellation cancellation = new Cancellation();
    Always model = new Always(1);
    BeamSearch.Steps cancelling =
        (parents, tokens) -> {
          if (model.steps == 2) {
            cancellation.cancel();
          }
          return model.step(parents, tokens);
        };
    Generated told =
        new BeamSearch(spec(1, 100, "1")).search(cancelling, new long[] {7}, cancellation);
    assertArrayEquals(new long[] {1, 1, 1}, told.tokens());
    assertEquals(Generated.Ending.CANCELLED, told.ending());
    assertEquals(3, model.steps);
  }

  @Test
  void findsTheBestTextOfAllWithEnoughBeams() throws Exception {
    for (int seed = 0; seed < 50; seed++) {
      Model model = new Model(seed);
      Generated told = search(spec(16, 3, "0"), model);
      assertEquals(model.best(3), list(told.tokens()), "seed " + seed);
    }
  }

  @Test
  void goesOnFromTheRowsThatAreTheBest() throws Exception {
    // Token 1 is likelier first, but all that follows it is unlikely; 2 leads to a sure 3.
    BeamSearch.Steps model =
        new Model(0) {
          @Override
          float[] logits(List<Long> text) {
            if (text.isEmpty()) {
              return logs(0.01, 0.5, 0.48, 0.01);
            }
            return text.getFirst() == 1
                ? logs(0.25, 0.25, 0.25, 0.25)
                : text.size() == 1 ? logs(0.01, 0.01, 0.01, 0.97) : logs(0.97, 0.01, 0.01, 0.01);
          }
        };
    assertArrayEquals(new long[] {2, 3}, search(spec(2, 6, "0"), model).tokens());
  }

  @Test
  void prefersLongerTextsWithAPenalty() throws Exception {
    Model model =
        new Model(0) {
          @Override
          float[] logits(List<Long> text) {
            return text.size() < 3 ? logs(0.35, 0.65, 0, 0) : logs(0.9, 0.1, 0, 0);
          }
        };
    int without = search(spec(4, 6, "0"), model).tokens().length;
    model.rows = new ArrayList<>(List.of(List.of()));
    int with = search(spec(4, 6, "2"), model).tokens().length;
    assertEquals(0, without);
    assertEquals(3, with);
  }

  private static Generated search(Generate spec, BeamSearch.Steps steps) throws Exception {
    return new BeamSearch(spec).search(steps, new long[] {7}, new Cancellation());
  }

  private static Generate spec(int beams, int maxTokens, String penalty) {
    return new Generate(
        Optional.empty(),
        "tokens",
        Optional.empty(),
        Optional.empty(),
        "logits",
        Optional.of(7),
        List.of(END),
        maxTokens,
        beams,
        new Decimal(penalty),
        Optional.empty());
  }

  private static float[] logs(double... probabilities) {
    float[] logs = new float[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(Math.max(probabilities[i], 1e-9));
    }
    return logs;
  }

  private static List<Long> list(long[] tokens) {
    return Arrays.stream(tokens).boxed().toList();
  }

  /** Four tokens, with random likelihoods for each text; keeps its rows as a cache would. */
  private static class Model implements BeamSearch.Steps {
    private final int seed;
    List<List<Long>> rows = new ArrayList<>(List.of(List.of()));

    Model(int seed) {
      this.seed = seed;
    }

    float[] logits(List<Long> text) {
      Random random = new Random(31L * seed + text.hashCode());
      float[] logits = new float[4];
      for (int i = 0; i < 4; i++) {
        logits[i] = (float) (2 * random.nextGaussian());
      }
      logits[3] = -30; // so that with all beams no text is dropped
      return logits;
    }

    @Override
    public float[][] step(int[] parents, long[][] tokens) {
      List<List<Long>> next = new ArrayList<>();
      float[][] logits = new float[tokens.length][];
      for (int i = 0; i < tokens.length; i++) {
        List<Long> text = new ArrayList<>(rows.get(parents[i]));
        if (tokens[i][0] != 7) {
          text.add(tokens[i][0]);
        }
        next.add(text);
        logits[i] = logits(text);
      }
      rows = next;
      return logits;
    }

    /** Of all texts that end within so many steps or are cut off there. */
    List<Long> best(int steps) {
      Map<List<Long>, Double> ended = new HashMap<>();
      end(List.of(), 0, steps, ended);
      return ended.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    }

    private void end(List<Long> text, double score, int steps, Map<List<Long>, Double> ended) {
      if (steps == 0) {
        ended.put(text, score); // cut off
        return;
      }
      float[] logits = logits(text);
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      ended.put(text, score + logits[END] - Math.log(sum));
      for (long token = 1; token < 4; token++) {
        List<Long> longer = new ArrayList<>(text);
        longer.add(token);
        end(longer, score + logits[(int) token] - Math.log(sum), steps - 1, ended);
      }
    }
  }

  /** Always the same token. */
  private static final class Always implements BeamSearch.Steps {
    private final int token;
    private int steps;

    Always(int token) {
      this.token = token;
    }

    @Override
    public float[][] step(int[] parents, long[][] tokens) {
      steps++;
      float[][] logits = new float[tokens.length][4];
      for (float[] row : logits) {
        row[token] = 20;
      }
      return logits;
    }
  }

  /** One token after each of a few texts, else the end. */
  private static final class Table extends Model {
    private final Map<List<Integer>, Integer> next;

    Table(Map<List<Integer>, Integer> next) {
      super(0);
      this.next = next;
    }

    @Override
    float[] logits(List<Long> text) {
      float[] logits = new float[4];
      logits[next.getOrDefault(text.stream().map(Long::intValue).toList(), END)] = 9;
      return logits;
    }
  }
}
