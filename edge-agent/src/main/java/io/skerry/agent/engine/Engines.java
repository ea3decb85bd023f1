package io.skerry.agent.engine;

/** The engines of this build. */
public final class Engines {
  private Engines() {}

  /** ONNX Runtime on the CPU. Loads nothing before its first use. */
  public static Engine onnxRuntime() {
    return new OnnxEngine();
  }
}
