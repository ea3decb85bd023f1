package io.skerry.agent.conformance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.oip.Datatypes;
import io.skerry.protocol.manifest.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Reads an answer to infer as the Open Inference Protocol says. Confined to one thread. */
final class OipResponse {
  private static final JsonMapper JSON = new JsonMapper();

  private final JsonParser json;
  private final ByteBuffer raw;
  private final Map<String, Tensor> outputs = new LinkedHashMap<>();

  private OipResponse(JsonParser json, ByteBuffer raw) {
    this.json = json;
    this.raw = raw;
  }

  /**
   * The outputs.
   *
   * @param jsonBytes how long the JSON before binary tensors is, if there are such
   */
  static Map<String, Tensor> read(byte[] body, OptionalInt jsonBytes) throws IOException {
    int length = jsonBytes.orElse(body.length);
    ByteBuffer raw = ByteBuffer.wrap(body, length, body.length - length).slice();
    try (JsonParser json = JSON.createParser(body, 0, length)) {
      OipResponse response = new OipResponse(json, raw.order(ByteOrder.LITTLE_ENDIAN));
      response.read();
      return response.outputs;
    }
  }

  private void read() throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isOutputs = json.currentName().equals("outputs");
      json.nextToken();
      if (isOutputs) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          output();
        }
      } else {
        json.skipChildren();
      }
    }
    if (raw.hasRemaining()) {
      throw new IOException(raw.remaining() + " bytes after the last output");
    }
  }

  private void output() throws IOException {
    String name = "";
    ElementType type = null;
    List<Long> shape = new ArrayList<>();
    List<String> elements = new ArrayList<>();
    int bytes = -1;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "name" -> name = json.getText();
        case "datatype" -> type = Datatypes.parse(json.getText()).orElseThrow();
        case "shape" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            shape.add(json.getLongValue());
          }
        }
        case "data" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(json.getText());
          }
        }
        case "parameters" -> bytes = JSON.<JsonNode>readTree(json).get("binary_data_size").asInt();
        default -> throw new IOException("an output has no " + key);
      }
    }
    long[] dimensions = shape.stream().mapToLong(Long::longValue).toArray();
    outputs.put(
        name, bytes < 0 ? parse(type, dimensions, elements) : raw(type, dimensions, take(bytes)));
  }

  private ByteBuffer take(int bytes) {
    ByteBuffer part = raw.slice(raw.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
    raw.position(raw.position() + bytes);
    return part;
  }

  /** A tensor from its raw form. */
  static Tensor raw(ElementType type, long[] shape, ByteBuffer bytes) {
    if (type != ElementType.STRING) {
      return Tensor.wrap(type, shape, bytes);
    }
    ByteBuffer rest = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    List<String> texts = new ArrayList<>();
    while (rest.hasRemaining()) {
      byte[] utf8 = new byte[rest.getInt()];
      rest.get(utf8);
      texts.add(new String(utf8, StandardCharsets.UTF_8));
    }
    return Tensor.ofTexts(texts, shape);
  }

  private static Tensor parse(ElementType type, long[] shape, List<String> elements)
      throws IOException {
    if (type == ElementType.STRING) {
      return Tensor.ofTexts(elements, shape);
    }
    Tensor tensor = Tensor.allocate(type, shape);
    ByteBuffer to = tensor.bytes();
    for (String element : elements) {
      switch (type) {
        case FLOAT32 -> to.putFloat(Float.parseFloat(element));
        case FLOAT64 -> to.putDouble(Double.parseDouble(element));
        case INT8 -> to.put(Byte.parseByte(element));
        case UINT8 -> to.put((byte) Short.parseShort(element));
        case INT16 -> to.putShort(Short.parseShort(element));
        case UINT16 -> to.putShort((short) Integer.parseInt(element));
        case INT32 -> to.putInt(Integer.parseInt(element));
        case UINT32 -> to.putInt(Integer.parseUnsignedInt(element));
        case INT64 -> to.putLong(Long.parseLong(element));
        case UINT64 -> to.putLong(Long.parseUnsignedLong(element));
        case BOOL -> to.put((byte) (Boolean.parseBoolean(element) ? 1 : 0));
        case FLOAT16, BFLOAT16, STRING -> throw new IOException(type + " in JSON");
      }
    }
    if (to.hasRemaining()) {
      throw new IOException("too few elements for " + tensor);
    }
    return tensor;
  }
}
