package io.skerry.agent.engine.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls of NVIDIA's management library, {@code libnvidia-ml.so.1}, which comes with the driver. All
 * of them return {@code nvmlReturn_t}, an int that is 0 on success, and write their answers where
 * pointers say; signatures and structs are those of {@code nvml.h}. Thread-safe, as the library is.
 */
final class Nvml {
  static final String LIBRARY = "libnvidia-ml.so.1";
  private static final AddressLayout TEXT =
      ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(256, ValueLayout.JAVA_BYTE));

  private final SymbolLookup symbols;
  private final Map<String, MethodHandle> handles = new ConcurrentHashMap<>();

  private Nvml(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /**
   * Loads and initialises it, for as long as the process runs.
   *
   * @throws NoGpu if it isn't there, or finds no driver that it fits
   */
  static Nvml load(String library) throws NoGpu {
    SymbolLookup symbols;
    try {
      symbols = SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new NoGpu(
          library
              + " not found: install the NVIDIA driver; in a container, start it with the GPU"
              + " (--device nvidia.com/gpu=all or --gpus all)");
    }
    Nvml nvml = new Nvml(symbols);
    int result = nvml.call("nvmlInit_v2");
    if (result != 0) {
      throw new NoGpu("the NVIDIA driver does not answer: " + nvml.text(result));
    }
    return nvml;
  }

  /**
   * Calls a function with pointers and ints.
   *
   * @return 0 on success; {@link #text} says the rest
   */
  int call(String function, Object... arguments) {
    MethodHandle handle = handles.computeIfAbsent(function, name -> handle(name, arguments));
    try {
      return (int) handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException("calling " + function, e);
    }
  }

  /** What the library says about a result. */
  String text(int result) {
    MethodHandle handle =
        Linker.nativeLinker()
            .downcallHandle(
                symbols.findOrThrow("nvmlErrorString"), FunctionDescriptor.of(TEXT, JAVA_INT));
    try {
      return ((MemorySegment) handle.invokeExact(result)).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException("calling nvmlErrorString", e);
    }
  }

  private MethodHandle handle(String name, Object... arguments) {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] = arguments[i] instanceof Integer ? JAVA_INT : ADDRESS;
    }
    return Linker.nativeLinker()
        .downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, layouts));
  }
}
