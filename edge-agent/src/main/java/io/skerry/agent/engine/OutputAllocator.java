package io.skerry.agent.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.skerry.agent.engine.VersionedObject.Function;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.List;
import java.util.Optional;

/**
 * TensorRT's {@code IOutputAllocator}, {@code reallocateOutput, reallocateOutputAsync,
 * notifyShape}, for one output whose shape depends on the data: it gives memory and learns the
 * shape while a run is put on the stream. Confined to one run at a time; close it after the context
 * that uses it.
 */
final class OutputAllocator implements AutoCloseable {
  private static final int MOST_DIMENSIONS = 8;

  /** {@code Dims64}: an int, padding, and eight longs. */
  private static final long DIMS_BYTES = 72;

  private final String output;
  private final Block block;
  private final VersionedObject object;
  private Optional<long[]> shape = Optional.empty();
  private Optional<EngineException> fault = Optional.empty();

  /** Memory that grows. */
  interface Block {
    /** The address of at least so many bytes. */
    MemorySegment reserve(long bytes) throws EngineException;
  }

  OutputAllocator(String output, Block block) {
    this.output = output;
    this.block = block;
    this.object = new VersionedObject("IOutputAllocator", functions());
  }

  private List<Function> functions() {
    Lookup lookup = MethodHandles.lookup();
    return List.of(
        Function.of(
            lookup,
            this,
            "allocate",
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG)),
        Function.of(
            lookup,
            this,
            "allocateOnStream",
            FunctionDescriptor.of(
                ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS)),
        Function.of(lookup, this, "learn", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS)));
  }

  /** Where it lies. */
  MemorySegment object() {
    return object.object();
  }

  /** Before a run: forgets the last one's. */
  void begin() {
    shape = Optional.empty();
    fault = Optional.empty();
  }

  /**
   * The output's shape in the run that was put on the stream.
   *
   * @throws EngineException if there was no memory for it, or nothing was told
   */
  long[] shape() throws EngineException {
    check();
    return shape.orElseThrow(
        () -> new EngineException("output " + output + ": TensorRT told no shape"));
  }

  /**
   * Fails if a wish for memory did, which TensorRT tells without a reason.
   *
   * @throws EngineException the fault
   */
  void check() throws EngineException {
    if (fault.isPresent()) {
      throw fault.get();
    }
  }

  // What the table points to, found by name; TensorRT is the caller.

  /** Null for no memory; what CUDA gives is aligned to 256 bytes, as TensorRT wishes. */
  MemorySegment allocate(
      MemorySegment self, MemorySegment name, MemorySegment current, long bytes, long alignment) {
    try {
      if (bytes < 0 || bytes > Tensor.MAX_BYTES) {
        throw new EngineException(
            "output %s: expected at most %d bytes, got %s"
                .formatted(output, Tensor.MAX_BYTES, Long.toUnsignedString(bytes)));
      }
      return block.reserve(Math.max(1, bytes));
    } catch (EngineException e) {
      fault = Optional.of(e);
    } catch (RuntimeException e) { // to the caller, not into native code
      fault = Optional.of(new EngineException("output " + output + ": " + e.getMessage(), e));
    }
    return MemorySegment.NULL;
  }

  MemorySegment allocateOnStream(
      MemorySegment self,
      MemorySegment name,
      MemorySegment current,
      long bytes,
      long alignment,
      MemorySegment stream) {
    return allocate(self, name, current, bytes, alignment);
  }

  void learn(MemorySegment self, MemorySegment name, MemorySegment dims) {
    MemorySegment told = dims.reinterpret(DIMS_BYTES);
    long[] sizes = new long[Math.clamp(told.get(JAVA_INT, 0), 0, MOST_DIMENSIONS)];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = told.get(JAVA_LONG, 8 + 8L * i);
    }
    shape = Optional.of(sizes);
  }

  @Override
  public void close() {
    object.close();
  }
}
