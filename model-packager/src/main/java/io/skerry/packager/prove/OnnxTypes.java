package io.skerry.packager.prove;

import ai.onnxruntime.OnnxJavaType;
import io.skerry.protocol.manifest.ElementType;
import java.util.Arrays;
import java.util.Optional;

/** Element types as ONNX Runtime names them. */
final class OnnxTypes {
  private OnnxTypes() {}

  static OnnxJavaType javaType(ElementType type) {
    return switch (type) {
      case FLOAT32 -> OnnxJavaType.FLOAT;
      case FLOAT16 -> OnnxJavaType.FLOAT16;
      case FLOAT64 -> OnnxJavaType.DOUBLE;
      case INT8 -> OnnxJavaType.INT8;
      case UINT8 -> OnnxJavaType.UINT8;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      case BOOL -> OnnxJavaType.BOOL;
    };
  }

  static Optional<ElementType> elementType(OnnxJavaType type) {
    return Arrays.stream(ElementType.values())
        .filter(element -> javaType(element) == type)
        .findFirst();
  }
}
