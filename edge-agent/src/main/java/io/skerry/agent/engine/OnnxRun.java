package io.skerry.agent.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;

/**
 * What breaks one run off: ONNX Runtime looks at its flag between two operators. Making one takes
 * under a microsecond, so none is kept. Thread-safe, and safe to be told late: a cancellation that
 * comes while this is closed does nothing.
 */
final class OnnxRun implements AutoCloseable {
  private final Cancellation cancellation;
  private final RunOptions options;
  private final Runnable stop = this::stop;
  private boolean closed;

  private OnnxRun(Cancellation cancellation, RunOptions options) {
    this.cancellation = cancellation;
    this.options = options;
  }

  /**
   * Listens from here on.
   *
   * @throws EngineException if it is cancelled already
   */
  static OnnxRun of(Cancellation cancellation) throws OrtException, EngineException {
    OnnxRun run = new OnnxRun(cancellation, new RunOptions());
    if (!cancellation.listen(run.stop)) {
      run.close();
      throw EngineException.ofCancelled();
    }
    return run;
  }

  RunOptions options() {
    return options;
  }

  /** What the CPU's arena has left over at the end goes back. */
  void shrinks() throws OrtException {
    options.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
  }

  private synchronized void stop() {
    if (closed) {
      return;
    }
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      throw new IllegalStateException("breaking off a run: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    cancellation.forget(stop);
    synchronized (this) {
      closed = true;
      options.close();
    }
  }
}
