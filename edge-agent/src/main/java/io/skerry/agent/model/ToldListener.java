package io.skerry.agent.model;

/** Is told once what came of a text or a sound, on any thread; returns at once. */
public interface ToldListener {
  /** It was answered. */
  void told(Told told);

  /** It was not. */
  void failed(ModelException why);
}
