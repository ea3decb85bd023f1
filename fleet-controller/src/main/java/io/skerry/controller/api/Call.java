package io.skerry.controller.api;

import java.io.IOException;

/** One call of the API: a request in, an answer out. Runs on a virtual thread and may block. */
@FunctionalInterface
public interface Call {
  /**
   * Answers.
   *
   * @throws ProblemException for every expected refusal
   * @throws IOException where disk or sender fail; becomes a 500
   */
  Answer answer(Request request) throws IOException;
}
