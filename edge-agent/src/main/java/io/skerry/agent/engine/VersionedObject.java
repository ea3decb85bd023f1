package io.skerry.agent.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.List;

/**
 * A C++ object of one of TensorRT's versioned interfaces, whose virtual functions are written in
 * Java, since the presets can't derive from these. Its layout is that of the Itanium C++ ABI: a
 * pointer to a table of {@code getAPILanguage, getInterfaceInfo}, two destructors and the
 * interface's own functions; two words before the table are the offset to the top and the type
 * info, without which a {@code dynamic_cast} would end the process. TensorRT may call it on any
 * thread until the maker closes it.
 */
final class VersionedObject implements AutoCloseable {
  private static final int BEFORE_TABLE = 2;
  private static final String STANDARD = "libstdc++.so.6";
  private static final String BASE_NAME = "N8nvinfer119IVersionedInterfaceE";

  /** {@code InterfaceInfo}: the name of the interface and its version, 1.0. */
  private static final MemoryLayout INFO =
      MemoryLayout.structLayout(
          ADDRESS.withName("kind"), JAVA_INT.withName("major"), JAVA_INT.withName("minor"));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment info = arena.allocate(INFO);
  private final MemorySegment object = arena.allocate(ADDRESS);

  /**
   * A virtual function.
   *
   * @param code takes the object first; it must not throw, which would end the process
   */
  record Function(MethodHandle code, FunctionDescriptor descriptor) {
    /** A method of an object, by name. */
    static Function of(Lookup lookup, Object target, String name, FunctionDescriptor descriptor) {
      try {
        return new Function(
            lookup.findVirtual(target.getClass(), name, descriptor.toMethodType()).bindTo(target),
            descriptor);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("function " + name + " of " + target.getClass(), e);
      }
    }
  }

  /**
   * Makes one.
   *
   * @param kind the interface's name
   * @param own its own functions, in their order
   */
  VersionedObject(String kind, List<Function> own) {
    info.set(ADDRESS, 0, arena.allocateFrom(kind));
    info.set(JAVA_INT, 8, 1);
    List<Function> functions = new ArrayList<>(common());
    functions.addAll(own);
    MemorySegment table = arena.allocate(ADDRESS, (long) BEFORE_TABLE + functions.size());
    table.setAtIndex(ADDRESS, 1, typeInfo(kind));
    for (int i = 0; i < functions.size(); i++) {
      Function function = functions.get(i);
      table.setAtIndex(
          ADDRESS,
          (long) BEFORE_TABLE + i,
          Linker.nativeLinker().upcallStub(function.code(), function.descriptor(), arena));
    }
    object.set(ADDRESS, 0, table.asSlice(BEFORE_TABLE * ADDRESS.byteSize()));
  }

  /** That of a class with one base: whose table it has, its mangled name, its base's. */
  private MemorySegment typeInfo(String kind) {
    MemorySegment base = arena.allocate(ADDRESS, 2);
    base.setAtIndex(ADDRESS, 0, tableOf("_ZTVN10__cxxabiv117__class_type_infoE"));
    base.setAtIndex(ADDRESS, 1, arena.allocateFrom(BASE_NAME));
    MemorySegment own = arena.allocate(ADDRESS, 3);
    String name = "N8nvinfer15v_1_0" + kind.length() + kind + "E";
    own.setAtIndex(ADDRESS, 0, tableOf("_ZTVN10__cxxabiv120__si_class_type_infoE"));
    own.setAtIndex(ADDRESS, 1, arena.allocateFrom(name));
    own.setAtIndex(ADDRESS, 2, base);
    return own;
  }

  private MemorySegment tableOf(String symbol) {
    MemorySegment whole = SymbolLookup.libraryLookup(STANDARD, arena).findOrThrow(symbol);
    return MemorySegment.ofAddress(whole.address() + BEFORE_TABLE * ADDRESS.byteSize());
  }

  private List<Function> common() {
    Lookup lookup = MethodHandles.lookup();
    Function destroy = Function.of(lookup, this, "destroy", FunctionDescriptor.ofVoid(ADDRESS));
    return List.of(
        Function.of(lookup, this, "language", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
        Function.of(lookup, this, "info", FunctionDescriptor.of(INFO, ADDRESS)),
        destroy,
        destroy);
  }

  /** Where it lies. */
  MemorySegment object() {
    return object;
  }

  /** A text of TensorRT's, which ends with a zero. */
  static String text(MemorySegment text) {
    return text.reinterpret(Long.MAX_VALUE).getString(0);
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

  @Override
  public void close() {
    arena.close();
  }
}
