package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The type of a tensor's elements, with its size and its NumPy name. */
public enum ElementType {
  @JsonProperty("float32")
  FLOAT32(4, "<f4"),
  @JsonProperty("float16")
  FLOAT16(2, "<f2"),
  @JsonProperty("float64")
  FLOAT64(8, "<f8"),
  @JsonProperty("int8")
  INT8(1, "|i1"),
  @JsonProperty("uint8")
  UINT8(1, "|u1"),
  @JsonProperty("int32")
  INT32(4, "<i4"),
  @JsonProperty("int64")
  INT64(8, "<i8"),
  @JsonProperty("bool")
  BOOL(1, "|b1");

  private final int bytes;
  private final String numpy;

  ElementType(int bytes, String numpy) {
    this.bytes = bytes;
    this.numpy = numpy;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** NumPy's type string, little-endian: {@code <f4}. */
  public String numpy() {
    return numpy;
  }
}
