package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** The type of a tensor's elements, with its size and its NumPy name. */
public enum ElementType {
  @JsonProperty("float32")
  FLOAT32(4, "<f4"),
  @JsonProperty("float16")
  FLOAT16(2, "<f2"),
  @JsonProperty("float64")
  FLOAT64(8, "<f8"),
  /** The upper half of a float32; NumPy has no name for it. */
  @JsonProperty("bfloat16")
  BFLOAT16(2, ""),
  @JsonProperty("int8")
  INT8(1, "|i1"),
  @JsonProperty("uint8")
  UINT8(1, "|u1"),
  @JsonProperty("int16")
  INT16(2, "<i2"),
  @JsonProperty("uint16")
  UINT16(2, "<u2"),
  @JsonProperty("int32")
  INT32(4, "<i4"),
  @JsonProperty("uint32")
  UINT32(4, "<u4"),
  @JsonProperty("int64")
  INT64(8, "<i8"),
  @JsonProperty("uint64")
  UINT64(8, "<u8"),
  @JsonProperty("bool")
  BOOL(1, "|b1"),
  /** Texts of any length in UTF-8; files of arrays don't hold them. */
  @JsonProperty("string")
  STRING(0, "");

  private final int bytes;
  private final String numpy;

  ElementType(int bytes, String numpy) {
    this.bytes = bytes;
    this.numpy = numpy;
  }

  /** Bytes per element; 0 where elements have any length. */
  public int bytes() {
    return bytes;
  }

  /** NumPy's type string, little-endian: {@code <f4}; empty where NumPy has none. */
  public Optional<String> numpy() {
    return numpy.isEmpty() ? Optional.empty() : Optional.of(numpy);
  }
}
