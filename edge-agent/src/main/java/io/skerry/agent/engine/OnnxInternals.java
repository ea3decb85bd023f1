package io.skerry.agent.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What ONNX Runtime's Java library can do and does not offer: its public methods make no tensor of
 * uint16, uint32 or uint64, copy every output, and break some texts (see {@link OnnxTexts}). What
 * does it right is private there, so it is looked up once, by its exact shape. A library of another
 * shape is reported as such, before any model is loaded. Thread-safe.
 */
final class OnnxInternals {
  private final MethodHandle create;
  private final MethodHandle tensor;
  private final MethodHandle info;
  private final MethodHandle view;
  private final MethodHandle handle;
  private final long api;
  private final long allocator;
  private final AtomicReference<OnnxTexts> texts = new AtomicReference<>();

  private OnnxInternals(OrtEnvironment environment)
      throws ReflectiveOperationException, ClassCastException {
    Lookup at = MethodHandles.privateLookupIn(OnnxTensor.class, MethodHandles.lookup());
    Class<?> runtime = Class.forName("ai.onnxruntime.OnnxRuntime");
    Class<?> allocators = Class.forName("ai.onnxruntime.OrtAllocator");
    create =
        at.findStatic(
            OnnxTensor.class,
            "createTensorFromBuffer",
            MethodType.methodType(
                long.class,
                long.class,
                long.class,
                Buffer.class,
                int.class,
                long.class,
                long[].class,
                int.class));
    tensor =
        at.findConstructor(
            OnnxTensor.class,
            MethodType.methodType(
                void.class, long.class, long.class, TensorInfo.class, Buffer.class, boolean.class));
    info =
        at.findConstructor(
            TensorInfo.class,
            MethodType.methodType(
                void.class, long[].class, OnnxJavaType.class, OnnxTensorType.class));
    view =
        at.findVirtual(
            OnnxTensor.class,
            "getBuffer",
            MethodType.methodType(ByteBuffer.class, long.class, long.class));
    handle = at.findGetter(OnnxTensor.class, "nativeHandle", long.class);
    api = (long) at.findStaticVarHandle(runtime, "ortApiHandle", long.class).get();
    Object own =
        at.findVarHandle(OrtEnvironment.class, "defaultAllocator", allocators).get(environment);
    allocator = (long) at.findVarHandle(allocators, "handle", long.class).get(own);
  }

  /**
   * Looks everything up.
   *
   * @throws IllegalStateException naming what this version of the library lacks
   */
  static OnnxInternals of(OrtEnvironment environment) {
    try {
      return new OnnxInternals(environment);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalStateException(
          "ONNX Runtime %s for Java is not of the shape of 1.29: %s"
              .formatted(environment.getVersion(), e.getMessage()),
          e);
    }
  }

  /**
   * A tensor of numbers over memory that stays the caller's.
   *
   * @param data direct, from its first to its last byte
   */
  OnnxTensor wrap(OnnxTensorType type, long[] shape, ByteBuffer data) throws OrtException {
    try {
      OnnxJavaType javaType = OnnxJavaType.mapFromOnnxTensorType(type);
      TensorInfo described = (TensorInfo) info.invokeExact(shape, javaType, type);
      long size = data.capacity();
      long made =
          (long) create.invokeExact(api, allocator, (Buffer) data, 0, size, shape, type.value);
      return (OnnxTensor) tensor.invokeExact(made, allocator, described, (Buffer) data, false);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** A view of a tensor's own memory, for as long as that is open; not for texts. */
  ByteBuffer view(OnnxTensor value) throws OrtException {
    try {
      return (ByteBuffer) view.invokeExact(value, api, (long) handle.invokeExact(value));
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** A tensor of texts, copied. */
  OnnxTensor wrap(OrtEnvironment environment, List<String> all, long... shape) throws OrtException {
    OnnxTensor made = OnnxTensor.createTensor(environment, all.toArray(String[]::new), shape);
    boolean whole = false;
    try {
      for (int i = 0; i < all.size(); i++) {
        if (OnnxTexts.differs(all.get(i))) {
          texts().set(address(made), i, all.get(i));
        }
      }
      whole = true;
      return made;
    } finally {
      if (!whole) {
        made.close();
      }
    }
  }

  /** The texts of a tensor, however many dimensions it has. */
  List<String> texts(OnnxTensor value) throws OrtException {
    return texts().read(address(value), Math.toIntExact(value.getInfo().getNumElements()));
  }

  /** Made when the first text comes: to make it takes as long as many inferences. */
  private OnnxTexts texts() {
    OnnxTexts known = texts.get();
    if (known != null) {
      return known;
    }
    texts.compareAndSet(null, new OnnxTexts(api));
    return texts.get();
  }

  private long address(OnnxTensor value) throws OrtException {
    try {
      return (long) handle.invokeExact(value);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** What a call through a handle threw. */
  static OrtException thrown(Throwable e) throws OrtException {
    switch (e) {
      case OrtException known -> throw known;
      case RuntimeException known -> throw known;
      case Error known -> throw known;
      default -> throw new IllegalStateException(e);
    }
  }
}
