package io.skerry.agent.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.nvinfer.INoCopy;
import org.bytedeco.tensorrt.nvonnxparser.IParser;

/**
 * Deletes C++ objects that the presets create and have no call to delete: what {@code delete p}
 * compiles to on Linux, by the Itanium C++ ABI 2.5.2, is a call of the deleting destructor, the
 * second of the two entries that a virtual destructor has in the table of virtual functions.
 */
final class Virtual {
  /** INoCopy's destructor is its only virtual function, so it comes first. */
  private static final int DELETE_OBJECT = 1;

  /** IParser's comes after eight functions, parse to clearErrors. */
  private static final int DELETE_PARSER = 9;

  private Virtual() {}

  /** Deletes an object of TensorRT; null is let be. */
  static void delete(INoCopy object) {
    delete(object, DELETE_OBJECT);
  }

  /** Deletes a parser; null is let be. */
  static void delete(IParser parser) {
    delete(parser, DELETE_PARSER);
  }

  private static void delete(Pointer object, int entry) {
    if (!Pointer.isNull(object)) {
      call(MemorySegment.ofAddress(object.address()), entry);
      object.setNull();
    }
  }

  /** Calls a virtual function that takes and returns nothing. */
  static void call(MemorySegment object, int entry) {
    MemorySegment table = object.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
    MemorySegment function =
        table.reinterpret((entry + 1) * ADDRESS.byteSize()).getAtIndex(ADDRESS, entry);
    try {
      Linker.nativeLinker()
          .downcallHandle(function, FunctionDescriptor.ofVoid(ADDRESS))
          .invokeExact(object);
    } catch (Throwable e) {
      throw new IllegalStateException("calling a virtual function", e);
    }
  }

  /** A view of native memory that a pointer of JavaCPP shows. */
  static MemorySegment memory(Pointer pointer, long bytes) {
    return MemorySegment.ofAddress(pointer.address()).reinterpret(bytes);
  }

  /** A pointer of JavaCPP to native memory that someone else owns. */
  static Pointer pointer(MemorySegment memory) {
    return new At(memory.address());
  }

  private static final class At extends Pointer {
    At(long address) {
      this.address = address;
    }
  }
}
