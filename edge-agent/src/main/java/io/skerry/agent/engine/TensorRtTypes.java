package io.skerry.agent.engine;

import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.tensorrt.global.nvinfer.DataType;
import org.bytedeco.tensorrt.nvinfer.Dims64;

/** Between TensorRT's types and shapes and ours. */
final class TensorRtTypes {
  private TensorRtTypes() {}

  static ElementType type(DataType type) throws EngineException {
    return switch (type.intern()) {
      case kFLOAT -> ElementType.FLOAT32;
      case kHALF -> ElementType.FLOAT16;
      case kBF16 -> ElementType.BFLOAT16;
      case kINT8 -> ElementType.INT8;
      case kUINT8 -> ElementType.UINT8;
      case kINT32 -> ElementType.INT32;
      case kINT64 -> ElementType.INT64;
      case kBOOL -> ElementType.BOOL;
      default -> throw new EngineException("tensors of type " + type + " are not supported");
    };
  }

  static Tensors.Spec spec(String name, DataType type, Dims64 shape) throws EngineException {
    List<String> dimensions = new ArrayList<>();
    for (long dimension : shape(shape)) {
      dimensions.add(dimension < 0 ? "unknown" : Long.toString(dimension));
    }
    return new Tensors.Spec(name, type(type), dimensions);
  }

  static long[] shape(Dims64 dims) {
    long[] shape = new long[dims.nbDims()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dims.d(i);
    }
    return shape;
  }

  /** Closed by the caller. */
  static Dims64 dims(long... shape) {
    Dims64 dims = new Dims64();
    dims.nbDims(shape.length);
    for (int i = 0; i < shape.length; i++) {
      dims.d(i, shape[i]);
    }
    return dims;
  }
}
