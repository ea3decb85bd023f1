package io.skerry.agent.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Memory for outputs of unknown shape, asked for by native calls at the places of the object's
 * table where the presets' own compiled code calls.
 */
final class OutputAllocatorTest {
  private static final long ALLOCATE = 0x20;
  private static final long ALLOCATE_ON_STREAM = 0x28;
  private static final long LEARN = 0x30;

  private final Arena arena = Arena.ofConfined();
  private final List<Long> asked = new ArrayList<>();
  private final MemorySegment memory = arena.allocate(64);
  private boolean full;
  private final OutputAllocator allocator = new OutputAllocator("places", this::reserve);

  private MemorySegment reserve(long bytes) throws EngineException {
    asked.add(bytes);
    if (full) {
      throw new EngineException("output places: no room on the device");
    }
    return memory;
  }

  @AfterEach
  void close() {
    allocator.close();
    arena.close();
  }

  @Test
  void memoryIsGivenAndTheShapeLearnt() throws Throwable {
    assertEquals(memory.address(), allocate(40));
    assertEquals(memory.address(), allocateOnStream(48));
    assertEquals(memory.address(), allocate(0));
    learn(1, 5);
    assertArrayEquals(new long[] {1, 5}, allocator.shape());
    learn();
    assertArrayEquals(new long[0], allocator.shape());
    assertEquals(List.of(40L, 48L, 1L), asked);
  }

  @Test
  void anOldShapeIsNotTakenForANewOne() throws Throwable {
    learn(1, 5);
    allocator.begin();
    EngineException fault = assertThrows(EngineException.class, allocator::shape);
    assertEquals("output places: TensorRT told no shape", fault.getMessage());
  }

  @Test
  void whereThereIsNoMemoryTheRunFailsWithTheReason() throws Throwable {
    full = true;
    assertEquals(0, allocate(40));
    EngineException fault = assertThrows(EngineException.class, allocator::check);
    assertEquals("output places: no room on the device", fault.getMessage());
    full = false;
    allocator.begin();
    assertEquals(memory.address(), allocate(40));
    allocator.check();
  }

  @Test
  void moreThanATensorMayHoldIsRefused() throws Throwable {
    assertEquals(0, allocate(Tensor.MAX_BYTES + 1L));
    assertThrows(EngineException.class, allocator::check);
    assertEquals(0, allocateOnStream(-1)); // as an unsigned number
    EngineException fault = assertThrows(EngineException.class, allocator::shape);
    assertEquals(
        "output places: expected at most 268435456 bytes, got 18446744073709551615",
        fault.getMessage());
    assertEquals(List.of(), asked);
  }

  private long allocate(long bytes) throws Throwable {
    return ((MemorySegment)
            virtual(
                    ALLOCATE,
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG))
                .invoke(allocator.object(), name(), MemorySegment.NULL, bytes, 256L))
        .address();
  }

  private long allocateOnStream(long bytes) throws Throwable {
    return ((MemorySegment)
            virtual(
                    ALLOCATE_ON_STREAM,
                    FunctionDescriptor.of(
                        ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS))
                .invoke(
                    allocator.object(),
                    name(),
                    MemorySegment.NULL,
                    bytes,
                    256L,
                    MemorySegment.NULL))
        .address();
  }

  private void learn(long... shape) throws Throwable {
    MemorySegment dims = arena.allocate(72, 8);
    dims.set(JAVA_INT, 0, shape.length);
    for (int i = 0; i < shape.length; i++) {
      dims.set(JAVA_LONG, 8 + 8L * i, shape[i]);
    }
    virtual(LEARN, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS))
        .invoke(allocator.object(), name(), dims);
  }

  private MemorySegment name() {
    return arena.allocateFrom("places");
  }

  private MethodHandle virtual(long offset, FunctionDescriptor descriptor) {
    MemorySegment table = allocator.object().get(ADDRESS, 0).reinterpret(64);
    return Linker.nativeLinker().downcallHandle(table.get(ADDRESS, offset), descriptor);
  }
}
