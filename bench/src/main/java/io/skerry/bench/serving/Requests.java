package io.skerry.bench.serving;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Whole HTTP/1.1 requests of the Open Inference Protocol, made once and sent again and again. */
public final class Requests {
  private Requests() {}

  /** With JSON numbers both ways. */
  public static ByteBuffer json(Model model) {
    ObjectNode body = Json.object();
    ArrayNode inputs = body.putArray("inputs");
    for (Model.Input input : model.inputs()) {
      ArrayNode data = head(inputs, input).putArray("data");
      ByteBuffer values = input.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      while (values.hasRemaining()) {
        if (input.datatype().equals("FP32")) {
          data.add(values.getFloat());
        } else {
          data.add(values.getLong());
        }
      }
    }
    return request(model, "application/json", "", bytes(body), new byte[0]);
  }

  /** With Triton's binary tensors both ways. */
  public static ByteBuffer binary(Model model) {
    ObjectNode body = Json.object();
    ArrayNode inputs = body.putArray("inputs");
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    for (Model.Input input : model.inputs()) {
      byte[] data = new byte[input.data().remaining()];
      input.data().duplicate().get(data);
      rest.writeBytes(data);
      head(inputs, input).putObject("parameters").put("binary_data_size", data.length);
    }
    body.putObject("parameters").put("binary_data_output", true);
    byte[] head = bytes(body);
    String header = "Inference-Header-Content-Length: " + head.length + "\r\n";
    return request(model, "application/octet-stream", header, head, rest.toByteArray());
  }

  private static ObjectNode head(ArrayNode inputs, Model.Input input) {
    ObjectNode node =
        inputs.addObject().put("name", input.name()).put("datatype", input.datatype());
    ArrayNode shape = node.putArray("shape");
    input.shape().forEach(shape::add);
    return node;
  }

  private static byte[] bytes(ObjectNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer request(
      Model model, String type, String header, byte[] head, byte[] rest) {
    String text =
        "POST /v2/models/%s/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(model.name().replace("/", "%2F"), type, header, head.length + rest.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(head);
    out.writeBytes(rest);
    byte[] bytes = out.toByteArray();
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
  }
}
