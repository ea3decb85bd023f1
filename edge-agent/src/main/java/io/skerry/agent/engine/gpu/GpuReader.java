package io.skerry.agent.engine.gpu;

import java.util.List;

/** Asks the system about its GPUs. Thread-safe; a call takes microseconds to milliseconds. */
interface GpuReader {
  /** At least one. */
  List<Gpu> gpus();

  /** Figures of now, NaN where they can't be had; never throws. */
  GpuFigures read(Gpu gpu);
}
