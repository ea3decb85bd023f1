package io.skerry.agent.text;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.protocol.manifest.Output.Generate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Follows the likeliest texts token by token; with one beam it takes the best token of each step. A
 * text is ended when an end token is among the best of a step, and the search when as many texts as
 * there are beams have ended. Of equal tokens the first counts. Thread-safe.
 */
final class BeamSearch {
  private final Generate spec;

  BeamSearch(Generate spec) {
    this.spec = spec;
  }

  /** A model, asked step by step. */
  interface Steps {
    /**
     * Goes one step on.
     *
     * @param parents which row of the step before each new row goes on from
     * @param tokens what each row is given, all as many
     * @return for each row the logits of the token that follows
     */
    float[][] step(int[] parents, long[][] tokens) throws EngineException, TextException;
  }

  /** A text so far; the array is not written to. */
  private static final class Beam {
    private final long[] tokens;
    private final double score;

    Beam(long[] tokens, double score) {
      this.tokens = tokens;
      this.score = score;
    }

    Beam with(long token, double log) {
      long[] longer = Arrays.copyOf(tokens, tokens.length + 1);
      longer[tokens.length] = token;
      return new Beam(longer, score + log);
    }
  }

  private record Candidate(int row, int token, double log, double score) {}

  private static final Comparator<Candidate> BEST_LAST =
      Comparator.comparingDouble(Candidate::score)
          .thenComparing(Comparator.comparingInt(Candidate::row).reversed())
          .thenComparing(Comparator.comparingInt(Candidate::token).reversed());

  /** Runs until it ends. */
  Generated search(Steps steps, long[] first, Cancellation cancellation)
      throws EngineException, TextException {
    List<Beam> live = List.of(new Beam(new long[0], 0));
    List<Beam> ended = new ArrayList<>();
    int[] parents = {0};
    long[][] given = {first};
    for (int told = 0; told < spec.maxTokens(); told++) {
      if (cancellation.cancelled()) {
        return new Generated(live.getFirst().tokens, Generated.Ending.CANCELLED);
      }
      List<Candidate> best = candidates(live, steps.step(parents, given));
      List<Beam> next = new ArrayList<>();
      List<Integer> from = new ArrayList<>();
      for (int rank = 0; rank < best.size() && next.size() < spec.beams(); rank++) {
        Candidate candidate = best.get(rank);
        Beam before = live.get(candidate.row());
        if (!spec.end().contains(candidate.token())) {
          next.add(before.with(candidate.token(), candidate.log()));
          from.add(candidate.row());
        } else if (rank < spec.beams()) {
          ended.add(new Beam(before.tokens, before.score + candidate.log()));
        }
      }
      if (settled(ended, next)) {
        return new Generated(ended.getFirst().tokens, Generated.Ending.END);
      }
      live = next;
      parents = from.stream().mapToInt(Integer::intValue).toArray();
      given = next.stream().map(BeamSearch::newest).toArray(long[][]::new);
    }
    Beam longest = live.getFirst();
    return ended.isEmpty() || value(longest, 0) > value(ended.getFirst(), 1)
        ? new Generated(longest.tokens, Generated.Ending.LENGTH)
        : new Generated(ended.getFirst().tokens, Generated.Ending.END);
  }

  /** Sorts and cuts the ended texts; whether they are enough, and better than all that go on. */
  private boolean settled(List<Beam> ended, List<Beam> live) {
    ended.sort(Comparator.comparingDouble((Beam beam) -> value(beam, 1)).reversed());
    while (ended.size() > spec.beams()) {
      ended.removeLast();
    }
    return ended.size() == spec.beams() && value(ended.getLast(), 1) >= value(live.getFirst(), 0);
  }

  private static long[] newest(Beam beam) {
    return new long[] {beam.tokens[beam.tokens.length - 1]};
  }

  /** How good a text is; an end is a token too. */
  private double value(Beam beam, int ends) {
    return beam.score / Math.pow(beam.tokens.length + ends, spec.lengthPenalty().value());
  }

  /** Twice as many as there are beams, best first, so that enough are left when some end. */
  private List<Candidate> candidates(List<Beam> live, float[][] logits) {
    int most = 2 * spec.beams();
    PriorityQueue<Candidate> best = new PriorityQueue<>(most + 1, BEST_LAST);
    for (int row = 0; row < logits.length; row++) {
      double all = logSum(logits[row]);
      double score = live.get(row).score;
      for (int token = 0; token < logits[row].length; token++) {
        double log = logits[row][token] - all;
        if (best.size() < most || score + log > best.element().score()) {
          best.add(new Candidate(row, token, log, score + log));
          if (best.size() > most) {
            best.remove();
          }
        }
      }
    }
    return best.stream().sorted(BEST_LAST.reversed()).toList();
  }

  private static double logSum(float[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - most);
    }
    return most + Math.log(sum);
  }
}
