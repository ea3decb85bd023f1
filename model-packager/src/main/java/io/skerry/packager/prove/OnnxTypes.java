package io.skerry.packager.prove;

import ai.onnxruntime.OnnxJavaType;
import io.skerry.protocol.manifest.ElementType;
import java.util.Arrays;
import java.util.Optional;

/** Element types as ONNX Runtime names them. */
final class OnnxTypes {
  private OnnxTypes() {}

  /** Of the types that models in releases have. */
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
      case INT16 -> OnnxJavaType.INT16;
      case BFLOAT16 -> OnnxJavaType.BFLOAT16;
      case STRING -> OnnxJavaType.STRING;
      case UINT16, UINT32, UINT64 -> OnnxJavaType.UNKNOWN;
    };
  }

  static Optional<ElementType> elementType(OnnxJavaType type) {
    return Arrays.stream(ElementType.values())
        .filter(element -> javaType(element) == type)
        .findFirst();
  }
}
