package io.skerry.controller.api;

/** The work of one call, on a virtual thread of its own: it may block. */
@FunctionalInterface
public interface Call {
  /**
   * Answers.
   *
   * @throws ProblemException for every answer that is not a success
   */
  Answer answer(Request request);
}
