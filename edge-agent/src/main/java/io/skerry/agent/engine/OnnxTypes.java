package io.skerry.agent.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Between ONNX Runtime's names of types and ours. */
final class OnnxTypes {
  private OnnxTypes() {}

  static OnnxTensorType toOnnx(ElementType type) {
    return switch (type) {
      case FLOAT32 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
      case FLOAT16 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16;
      case FLOAT64 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
      case BFLOAT16 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16;
      case INT8 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8;
      case UINT8 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8;
      case INT16 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16;
      case UINT16 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16;
      case INT32 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32;
      case UINT32 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32;
      case INT64 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;
      case UINT64 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64;
      case BOOL -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL;
      case STRING -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
    };
  }

  /**
   * Our name.
   *
   * @param subject whose type it is, for people
   * @throws EngineException for complex numbers and floats of 8 bits
   */
  static ElementType fromOnnx(OnnxTensorType type, String subject) throws EngineException {
    return switch (type) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> ElementType.FLOAT32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> ElementType.FLOAT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> ElementType.FLOAT64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> ElementType.BFLOAT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> ElementType.INT8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> ElementType.UINT8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> ElementType.INT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> ElementType.UINT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> ElementType.INT32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> ElementType.UINT32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> ElementType.INT64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> ElementType.UINT64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> ElementType.BOOL;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> ElementType.STRING;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FN,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FNUZ,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2FNUZ ->
          throw new EngineException(subject + ": elements of " + type + " are not supported");
    };
  }

  static List<Tensors.Spec> specs(String kind, Collection<NodeInfo> nodes) throws EngineException {
    List<Tensors.Spec> specs = new ArrayList<>(nodes.size());
    for (NodeInfo node : nodes) {
      String subject = kind + " " + node.getName();
      if (!(node.getInfo() instanceof TensorInfo info)) {
        throw new EngineException(subject + ": expected a tensor, got " + node.getInfo());
      }
      specs.add(
          new Tensors.Spec(node.getName(), fromOnnx(info.onnxType, subject), dimensions(info)));
    }
    return List.copyOf(specs);
  }

  private static List<String> dimensions(TensorInfo info) {
    List<String> dimensions = new ArrayList<>();
    String[] names = info.getDimensionNames();
    long[] shape = info.getShape();
    for (int i = 0; i < shape.length; i++) {
      boolean named = names[i] != null && !names[i].isEmpty() && !names[i].matches("[0-9]+");
      String name = named ? names[i] : "unknown"; // a name of digits would read as a length
      dimensions.add(shape[i] < 0 ? name : Long.toString(shape[i]));
    }
    return dimensions;
  }
}
