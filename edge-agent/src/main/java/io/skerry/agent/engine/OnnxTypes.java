package io.skerry.agent.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Between ONNX Runtime's names of types and ours. */
final class OnnxTypes {
  private OnnxTypes() {}

  static OnnxJavaType toOnnx(ElementType type) {
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

  static ElementType fromOnnx(OnnxJavaType type) throws EngineException {
    return switch (type) {
      case FLOAT -> ElementType.FLOAT32;
      case FLOAT16 -> ElementType.FLOAT16;
      case DOUBLE -> ElementType.FLOAT64;
      case INT8 -> ElementType.INT8;
      case UINT8 -> ElementType.UINT8;
      case INT32 -> ElementType.INT32;
      case INT64 -> ElementType.INT64;
      case BOOL -> ElementType.BOOL;
      case INT16, BFLOAT16, STRING, UNKNOWN ->
          throw new EngineException("tensors of type " + type + " are not supported");
    };
  }

  static List<Tensors.Spec> specs(Collection<NodeInfo> nodes) throws EngineException {
    List<Tensors.Spec> specs = new ArrayList<>(nodes.size());
    for (NodeInfo node : nodes) {
      if (!(node.getInfo() instanceof TensorInfo info)) {
        throw new EngineException("expected tensors only, got " + node.getName() + ", no tensor");
      }
      specs.add(new Tensors.Spec(node.getName(), fromOnnx(info.type), dimensions(info)));
    }
    return List.copyOf(specs);
  }

  private static List<String> dimensions(TensorInfo info) {
    List<String> dimensions = new ArrayList<>();
    String[] names = info.getDimensionNames();
    long[] shape = info.getShape();
    for (int i = 0; i < shape.length; i++) {
      String name = names[i] == null || names[i].isEmpty() ? "unknown" : names[i];
      dimensions.add(shape[i] < 0 ? name : Long.toString(shape[i]));
    }
    return dimensions;
  }
}
