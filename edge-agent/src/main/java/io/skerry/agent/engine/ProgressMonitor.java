package io.skerry.agent.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * TensorRT's {@code IProgressMonitor}, a C++ object whose virtual functions are written in Java,
 * since the presets can't derive from it. Its layout is that of the Itanium C++ ABI: a pointer to a
 * table of {@code getAPILanguage, getInterfaceInfo}, two destructors, {@code phaseStart,
 * stepComplete, phaseFinish}; two words before the table are the offset to the top and the type
 * info. The builder calls it on threads of its own, until the build has ended; close it then.
 */
final class ProgressMonitor implements AutoCloseable {
  private static final int FUNCTIONS = 7;
  private static final int BEFORE_TABLE = 2;

  /** {@code InterfaceInfo}: the name of the interface and its version, 1.0. */
  private static final MemoryLayout INFO =
      MemoryLayout.structLayout(
          ADDRESS.withName("kind"), JAVA_INT.withName("major"), JAVA_INT.withName("minor"));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment info = arena.allocate(INFO);
  private final MemorySegment object = arena.allocate(ADDRESS);
  private final BuildProgress progress;

  ProgressMonitor(BuildProgress progress) {
    this.progress = progress;
    info.set(ADDRESS, 0, arena.allocateFrom("IProgressMonitor"));
    info.set(JAVA_INT, 8, 1);
    MemorySegment[] functions = {
      function("language", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
      function("info", FunctionDescriptor.of(INFO, ADDRESS)),
      function("destroy", FunctionDescriptor.ofVoid(ADDRESS)),
      function("destroy", FunctionDescriptor.ofVoid(ADDRESS)),
      function("begin", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_INT)),
      function("step", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, ADDRESS, JAVA_INT)),
      function("end", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS)),
    };
    MemorySegment table = arena.allocate(ADDRESS, (long) BEFORE_TABLE + FUNCTIONS);
    for (int i = 0; i < FUNCTIONS; i++) {
      table.setAtIndex(ADDRESS, BEFORE_TABLE + i, functions[i]);
    }
    object.set(ADDRESS, 0, table.asSlice(BEFORE_TABLE * ADDRESS.byteSize()));
  }

  private MemorySegment function(String name, FunctionDescriptor descriptor) {
    MethodType type = descriptor.toMethodType();
    try {
      MethodHandle handle =
          MethodHandles.lookup().findVirtual(ProgressMonitor.class, name, type).bindTo(this);
      return Linker.nativeLinker().upcallStub(handle, descriptor, arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("function " + name + type, e);
    }
  }

  /** Where it lies. */
  MemorySegment object() {
    return object;
  }

  // What the table points to, found by name; TensorRT is the caller.

  /** C++ is 0. */
  int language(MemorySegment self) {
    return 0;
  }

  MemorySegment info(MemorySegment self) {
    return info;
  }

  /** Its memory is the arena's. */
  void destroy(MemorySegment self) {}

  void begin(MemorySegment self, MemorySegment phase, MemorySegment parent, int steps) {
    progress.begin(text(phase), steps);
  }

  boolean step(MemorySegment self, MemorySegment phase, int step) {
    return progress.step(text(phase));
  }

  void end(MemorySegment self, MemorySegment phase) {
    progress.end(text(phase));
  }

  /** It ends with a zero; an exception here would end the process. */
  private static String text(MemorySegment text) {
    return text.reinterpret(Long.MAX_VALUE).getString(0);
  }

  @Override
  public void close() {
    arena.close();
  }
}
