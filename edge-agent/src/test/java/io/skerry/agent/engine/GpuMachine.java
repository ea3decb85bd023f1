package io.skerry.agent.engine;

import io.skerry.agent.engine.Engine.Probe;
import io.skerry.agent.engine.Selection.Runner;
import io.skerry.agent.engine.gpu.Gpus;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets tests begin only where what they need works; elsewhere they fail, and say why. */
final class GpuMachine implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    check("an NVIDIA GPU", Gpus.here().absence());
    for (Runner runner : context.getRequiredTestClass().getAnnotation(OnGpu.class).value()) {
      check(runner, Engines.probe(runner));
    }
  }

  static void check(Runner runner, Probe probe) {
    if (probe instanceof Probe.Unavailable(String reason)) {
      check(runner.toString(), Optional.of(reason));
    }
  }

  private static void check(String needed, Optional<String> lack) {
    if (lack.isPresent()) {
      throw new AssertionError(
          ("tests tagged gpu were asked for, and %s does not work here: %s. Looked for /dev/nvidia0"
                  + " and so on, or a Jetson's /dev/nvhost-gpu, /dev/nvhost-ctrl-gpu, /dev/nvgpu;"
                  + " for libnvidia-ml.so.1; for the libraries in docs/INFERENCE.md")
              .formatted(needed, lack.get()));
    }
  }
}
