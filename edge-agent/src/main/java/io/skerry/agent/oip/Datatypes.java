package io.skerry.agent.oip;

import io.skerry.protocol.manifest.ElementType;
import java.util.Optional;

/** The protocol's names of element types (Open Inference Protocol, "Tensor Data Types"). */
public final class Datatypes {
  private Datatypes() {}

  /** The name on the wire: {@code FP32}. */
  public static String name(ElementType type) {
    return switch (type) {
      case FLOAT32 -> "FP32";
      case FLOAT16 -> "FP16";
      case FLOAT64 -> "FP64";
      case BFLOAT16 -> "BF16";
      case INT8 -> "INT8";
      case UINT8 -> "UINT8";
      case INT16 -> "INT16";
      case UINT16 -> "UINT16";
      case INT32 -> "INT32";
      case UINT32 -> "UINT32";
      case INT64 -> "INT64";
      case UINT64 -> "UINT64";
      case BOOL -> "BOOL";
      case STRING -> "BYTES";
    };
  }

  /** The type of that name; empty where there is none. Exact case. */
  public static Optional<ElementType> parse(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "FP32" -> ElementType.FLOAT32;
          case "FP16" -> ElementType.FLOAT16;
          case "FP64" -> ElementType.FLOAT64;
          case "BF16" -> ElementType.BFLOAT16;
          case "INT8" -> ElementType.INT8;
          case "UINT8" -> ElementType.UINT8;
          case "INT16" -> ElementType.INT16;
          case "UINT16" -> ElementType.UINT16;
          case "INT32" -> ElementType.INT32;
          case "UINT32" -> ElementType.UINT32;
          case "INT64" -> ElementType.INT64;
          case "UINT64" -> ElementType.UINT64;
          case "BOOL" -> ElementType.BOOL;
          case "BYTES" -> ElementType.STRING;
          default -> null;
        });
  }
}
