package io.skerry.agent.fetch;

/** How the fetching of a blob ended. */
public sealed interface Fetched {
  /** It is on disk, whole and verified. */
  record Whole() implements Fetched {}

  /**
   * It was given up; what is here of it stays, unless the disk is full or its bytes were wrong.
   *
   * @param reason blob and, where one was wrong, chunk, expected and actual
   */
  record GivenUp(String reason) implements Fetched {}

  /** The caller lost interest; what is here of it stays. */
  record Superseded() implements Fetched {}
}
