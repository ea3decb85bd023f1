package io.skerry.agent.conformance;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.oip.Datatypes;
import io.skerry.protocol.manifest.ElementType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A request to infer as the Open Inference Protocol says.
 *
 * @param body JSON, and then the binary tensors
 */
@SuppressWarnings("ArrayRecordComponent") // handed over
record OipRequest(byte[] body, int jsonBytes) {
  private static final JsonMapper JSON = new JsonMapper();

  static OipRequest of(Map<String, Tensor> inputs, boolean binary) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeArrayFieldStart("inputs");
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        write(input.getKey(), input.getValue(), json, binary, raw);
      }
      json.writeEndArray();
      if (binary) {
        json.writeObjectFieldStart("parameters");
        json.writeBooleanField("binary_data_output", true);
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int jsonBytes = body.size();
    body.writeBytes(raw.toByteArray());
    return new OipRequest(body.toByteArray(), jsonBytes);
  }

  private static void write(
      String name, Tensor tensor, JsonGenerator json, boolean binary, ByteArrayOutputStream raw)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("datatype", Datatypes.name(tensor.type()));
    json.writeFieldName("shape");
    long[] shape = tensor.shape();
    json.writeArray(shape, 0, shape.length);
    if (binary) {
      byte[] bytes = raw(tensor);
      raw.writeBytes(bytes);
      json.writeObjectFieldStart("parameters");
      json.writeNumberField("binary_data_size", bytes.length);
      json.writeEndObject();
    } else {
      json.writeArrayFieldStart("data");
      for (int i = 0; i < tensor.size(); i++) {
        element(tensor, i, json);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** Elements in little-endian order; a text is its length and then its bytes. */
  static byte[] raw(Tensor tensor) {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    for (String text : tensor.texts()) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      raw.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(utf8.length).array());
      raw.writeBytes(utf8);
    }
    byte[] numbers = new byte[tensor.bytes().remaining()];
    tensor.bytes().get(numbers);
    raw.writeBytes(numbers);
    return raw.toByteArray();
  }

  private static void element(Tensor tensor, int index, JsonGenerator json) throws IOException {
    ByteBuffer bytes = tensor.bytes();
    int at = tensor.type() == ElementType.STRING ? 0 : index * tensor.type().bytes();
    switch (tensor.type()) {
      case FLOAT32 -> json.writeNumber(bytes.getFloat(at)); // NaN and the infinities in quotes
      case FLOAT64 -> json.writeNumber(bytes.getDouble(at));
      case FLOAT16 -> json.writeNumber(Float.float16ToFloat(bytes.getShort(at)));
      case BFLOAT16 -> json.writeNumber(Float.intBitsToFloat(bytes.getShort(at) << 16));
      case INT8 -> json.writeNumber(bytes.get(at));
      case UINT8 -> json.writeNumber(Byte.toUnsignedInt(bytes.get(at)));
      case INT16 -> json.writeNumber(bytes.getShort(at));
      case UINT16 -> json.writeNumber(Short.toUnsignedInt(bytes.getShort(at)));
      case INT32 -> json.writeNumber(bytes.getInt(at));
      case UINT32 -> json.writeNumber(Integer.toUnsignedLong(bytes.getInt(at)));
      case INT64 -> json.writeNumber(bytes.getLong(at));
      case UINT64 -> json.writeNumber(Long.toUnsignedString(bytes.getLong(at)));
      case BOOL -> json.writeBoolean(bytes.get(at) != 0);
      case STRING -> json.writeString(tensor.texts().get(index));
    }
  }
}
