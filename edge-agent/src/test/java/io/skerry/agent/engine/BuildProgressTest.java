package io.skerry.agent.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;

/** How far a build is, told by Java and by native code as TensorRT's. */
final class BuildProgressTest {
  private static final MemoryLayout INFO = MemoryLayout.structLayout(ADDRESS, JAVA_INT, JAVA_INT);

  private final BuildProgress progress = new BuildProgress();

  @Test
  void phasesInsideStepsAreWorthTheirShare() {
    progress.begin("engine", 4);
    assertEquals(0, progress.percent());
    progress.step("engine");
    assertEquals(25, progress.percent());
    progress.begin("tactics", 10);
    progress.step("tactics");
    progress.step("tactics");
    assertEquals(30, progress.percent());
    progress.end("tactics");
    assertEquals(50, progress.percent());
    progress.step("engine");
    assertEquals(50, progress.percent());
    progress.end("engine");
    assertEquals(100, progress.percent());
  }

  @Test
  void itNeverFallsAndKeepsWithinItsBounds() {
    progress.begin("a", 0);
    for (int i = 0; i < 5; i++) {
      progress.step("a");
    }
    progress.step("unknown");
    progress.end("unknown");
    assertEquals(100, progress.percent());
    progress.begin("b", 3);
    assertEquals(100, progress.percent());
  }

  @Test
  void cancellingBreaksOffAtTheNextStep() {
    progress.begin("a", 2);
    assertTrue(progress.step("a"));
    progress.cancel();
    assertFalse(progress.step("a"));
  }

  /** Calls by the object's table, at the places where the presets' own compiled code calls. */
  @Test
  void nativeCodeCallsItsVirtualFunctions() throws Throwable {
    try (ProgressMonitor monitor = new ProgressMonitor(progress);
        Arena arena = Arena.ofConfined()) {
      MemorySegment object = monitor.object();
      MemorySegment engine = arena.allocateFrom("engine");
      int language =
          (int) virtual(object, 0x00, FunctionDescriptor.of(JAVA_INT, ADDRESS)).invoke(object);
      assertEquals(0, language);
      MemorySegment info =
          (MemorySegment)
              virtual(object, 0x08, FunctionDescriptor.of(INFO, ADDRESS))
                  .invoke((SegmentAllocator) arena, object);
      assertEquals(
          "IProgressMonitor", info.get(ADDRESS, 0).reinterpret(Long.MAX_VALUE).getString(0));
      assertEquals(1, info.get(JAVA_INT, 8));
      virtual(object, 0x20, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_INT))
          .invoke(object, engine, MemorySegment.NULL, 2);
      MethodHandle step =
          virtual(object, 0x28, FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, ADDRESS, JAVA_INT));
      assertTrue((boolean) step.invoke(object, engine, 0));
      assertEquals(50, progress.percent());
      progress.cancel();
      assertFalse((boolean) step.invoke(object, engine, 1));
      virtual(object, 0x30, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS)).invoke(object, engine);
      assertEquals(100, progress.percent());
      Virtual.call(object, 3); // its memory is not the caller's to free
    }
  }

  /** Both from the base to the interface, as compiled code asks, and to a type that it isn't. */
  @Test
  void aDynamicCastFindsTheInterface() throws Throwable {
    try (ProgressMonitor monitor = new ProgressMonitor(progress);
        OutputAllocator other = new OutputAllocator("y", bytes -> MemorySegment.NULL);
        Arena arena = Arena.ofConfined()) {
      MethodHandle cast =
          Linker.nativeLinker()
              .downcallHandle(
                  SymbolLookup.libraryLookup("libstdc++.so.6", arena).findOrThrow("__dynamic_cast"),
                  FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
      MemorySegment own = typeInfo(monitor.object());
      MemorySegment base = own.getAtIndex(ADDRESS, 2);
      assertEquals(
          monitor.object().address(),
          ((MemorySegment) cast.invoke(monitor.object(), base, own, 0L)).address(),
          "to the interface");
      assertEquals(
          0,
          ((MemorySegment) cast.invoke(monitor.object(), base, typeInfo(other.object()), 0L))
              .address(),
          "to another one");
      assertEquals(
          "N8nvinfer15v_1_016IProgressMonitorE",
          own.getAtIndex(ADDRESS, 1).reinterpret(Long.MAX_VALUE).getString(0));
    }
  }

  private static MemorySegment typeInfo(MemorySegment object) {
    long table = object.get(ADDRESS, 0).address();
    return MemorySegment.ofAddress(table - ADDRESS.byteSize())
        .reinterpret(ADDRESS.byteSize())
        .get(ADDRESS, 0)
        .reinterpret(3 * ADDRESS.byteSize());
  }

  private static MethodHandle virtual(
      MemorySegment object, long offset, FunctionDescriptor descriptor) {
    MemorySegment table = object.get(ADDRESS, 0).reinterpret(64);
    return Linker.nativeLinker().downcallHandle(table.get(ADDRESS, offset), descriptor);
  }
}
