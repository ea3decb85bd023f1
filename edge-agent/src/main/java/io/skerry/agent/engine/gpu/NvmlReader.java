package io.skerry.agent.engine.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** GPUs with NVIDIA's desktop or server driver. Thread-safe. */
final class NvmlReader implements GpuReader {
  private static final int MAX_GPUS = 64;
  private static final int TEXT_BYTES = 96;
  private static final int TEMPERATURE_GPU = 0;

  /** {@code nvmlMemory_t}: total, free, used; unsigned long long, bytes. */
  private static final MemoryLayout MEMORY =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("total"), JAVA_LONG.withName("free"), JAVA_LONG.withName("used"));

  /** {@code nvmlUtilization_t}: gpu, memory; unsigned int, percent. */
  private static final MemoryLayout UTILIZATION =
      MemoryLayout.structLayout(JAVA_INT.withName("gpu"), JAVA_INT.withName("memory"));

  private final Nvml nvml;
  private final List<Gpu> gpus;

  private NvmlReader(Nvml nvml, List<Gpu> gpus) {
    this.nvml = nvml;
    this.gpus = List.copyOf(gpus);
  }

  static NvmlReader open() throws NoGpu {
    Nvml nvml = Nvml.load(Nvml.LIBRARY);
    List<Gpu> gpus = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      check(nvml, nvml.call("nvmlDeviceGetCount_v2", count));
      for (int i = 0; i < Math.min(count.get(JAVA_INT, 0), MAX_GPUS); i++) {
        gpus.add(gpu(nvml, i, arena));
      }
    }
    if (gpus.isEmpty()) {
      throw new NoGpu("the NVIDIA driver knows no GPU");
    }
    return new NvmlReader(nvml, gpus);
  }

  private static Gpu gpu(Nvml nvml, int index, Arena arena) throws NoGpu {
    MemorySegment device = device(nvml, index, arena);
    MemorySegment major = arena.allocate(JAVA_INT);
    MemorySegment minor = arena.allocate(JAVA_INT);
    check(nvml, nvml.call("nvmlDeviceGetCudaComputeCapability", device, major, minor));
    return new Gpu(
        index,
        text(nvml, "nvmlDeviceGetUUID", device, arena),
        text(nvml, "nvmlDeviceGetName", device, arena),
        major.get(JAVA_INT, 0) + "." + minor.get(JAVA_INT, 0));
  }

  private static MemorySegment device(Nvml nvml, int index, Arena arena) throws NoGpu {
    MemorySegment device = arena.allocate(ADDRESS);
    check(nvml, nvml.call("nvmlDeviceGetHandleByIndex_v2", index, device));
    return device.get(ADDRESS, 0);
  }

  private static String text(Nvml nvml, String function, MemorySegment device, Arena arena)
      throws NoGpu {
    MemorySegment text = arena.allocate(TEXT_BYTES);
    check(nvml, nvml.call(function, device, text, TEXT_BYTES));
    return text.getString(0);
  }

  private static void check(Nvml nvml, int result) throws NoGpu {
    if (result != 0) {
      throw new NoGpu("the NVIDIA driver does not answer: " + nvml.text(result));
    }
  }

  @Override
  public List<Gpu> gpus() {
    return gpus;
  }

  @Override
  public GpuFigures read(Gpu gpu) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment device = device(nvml, gpu.index(), arena);
      MemorySegment memory = arena.allocate(MEMORY);
      boolean known = nvml.call("nvmlDeviceGetMemoryInfo", device, memory) == 0;
      MemorySegment busy = arena.allocate(UTILIZATION);
      boolean told = nvml.call("nvmlDeviceGetUtilizationRates", device, busy) == 0;
      return new GpuFigures(
          told ? busy.get(JAVA_INT, 0) / 100.0 : Double.NaN,
          known ? memory.get(JAVA_LONG, 0) : Double.NaN,
          known ? memory.get(JAVA_LONG, 16) : Double.NaN,
          number("nvmlDeviceGetPowerUsage", arena, device) / 1000,
          number("nvmlDeviceGetTemperature", arena, device, TEMPERATURE_GPU));
    } catch (NoGpu e) { // lost since: it fell off the bus, or the driver is being replaced
      return new GpuFigures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
  }

  /** An unsigned int that a function writes behind these arguments. */
  private double number(String function, Arena arena, Object... arguments) {
    MemorySegment answer = arena.allocate(JAVA_INT);
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = answer;
    return nvml.call(function, all) == 0
        ? Integer.toUnsignedLong(answer.get(JAVA_INT, 0))
        : Double.NaN;
  }
}
