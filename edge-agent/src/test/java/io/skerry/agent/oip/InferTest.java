package io.skerry.agent.oip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.protocol.manifest.ElementType;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests to infer as callers send them. */
@Timeout(120)
final class InferTest {
  private static final String INFER = "/v2/models/vision/echo/infer";

  private static final List<ElementType> TYPES = List.of(ElementType.values());

  private final Echo echo = new Echo("vision/echo");
  private final Host host = new Host(OipLimits.usual(), echo);
  private final Random random = new Random(11);

  @AfterEach
  void close() {
    host.assertNothingHeld();
    assertEquals(0, echo.lent.get());
    host.close();
  }

  private JsonNode infer(int status, String json) throws Exception {
    return Host.json(status, host.post(INFER, json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String input(String datatype, String shape, String data) {
    return "{\"inputs\":[{\"name\":\"x\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s}]}"
        .formatted(shape, datatype, data);
  }

  private String data(String datatype, String shape, String data) throws Exception {
    return infer(200, input(datatype, shape, data)).get("outputs").get(0).get("data").toString();
  }

  @Test
  void aScalarStandsAloneOrInAnArray() throws Exception {
    assertEquals("[1.5]", data("FP32", "[]", "1.5"));
    assertEquals("[1.5]", data("FP32", "[]", "[1.5]"));
    assertEquals("[\"NaN\"]", data("FP64", "[]", "\"NaN\""));
    assertEquals("[true]", data("BOOL", "[]", "true"));
    assertEquals("[-7]", data("INT64", "[]", "-7"));
    assertEquals("[\"ä\"]", data("BYTES", "[]", "\"ä\""));
    infer(400, input("FP32", "[1]", "1.5"));
    infer(400, input("FP32", "[]", "{}"));
    infer(400, input("FP32", "[]", "[1.5, 2.5]"));
    infer(400, input("BYTES", "[]", "7"));
  }

  @Test
  void answersAsTheSpecificationSays() throws Exception {
    JsonNode answer =
        infer(
            200,
            """
            {"id": "4\\u00e9\\"2", "unknown": [1, {"a": null}],
             "parameters": {"priority": 1, "mine": {"x": [1]}},
             "inputs": [
              {"name": "a", "shape": [2, 2], "datatype": "UINT32", "data": [[1, 2], [3, 4]]},
              {"name": "b", "shape": [1], "datatype": "BOOL", "data": [true]}],
             "outputs": [{"name": "b"}, {"name": "a", "parameters": {"x": 1}}]}
            """);
    assertEquals(
        "{\"model_name\":\"vision/echo\",\"model_version\":\"1.2.3\",\"id\":\"4é\\\"2\",\"outputs\":["
            + "{\"name\":\"b\",\"datatype\":\"BOOL\",\"shape\":[1],\"data\":[true]},"
            + "{\"name\":\"a\",\"datatype\":\"UINT32\",\"shape\":[2,2],\"data\":[1,2,3,4]}]}",
        answer.toString());
    assertEquals(0, echo.last.get().priority());
  }

  @Test
  void membersMayComeInAnyOrder() throws Exception {
    JsonNode answer =
        infer(
            200,
            "{\"inputs\":[{\"data\":[1.5,[]],\"data2\":0,\"name\":\"x\",\"shape\":[2],"
                    .replace("[1.5,[]]", "[1.5,-0.0]")
                + "\"datatype\":\"FP32\"}]}");
    assertEquals("[1.5,-0.0]", answer.get("outputs").get(0).get("data").toString());
  }

  @Test
  void numbersKeepEveryBit() throws Exception {
    assertEquals(
        "[0.1,-0.0,3.4028235E38,1.0E-45,1.6777216E7,\"NaN\",\"Infinity\",\"-Infinity\"]",
        new String(
                host.post(
                        INFER,
                        input(
                                "FP32",
                                "[8]",
                                "[0.1, -0.0,3.4028235e38,1.4e-45,16777217,\"NaN\",\"Infinity\",-Infinity]")
                            .getBytes(StandardCharsets.UTF_8))
                    .body(),
                StandardCharsets.UTF_8)
            .replaceAll(".*\"data\":|\\}\\]\\}$", ""));
    assertEquals("[18446744073709551615,0]", data("UINT64", "[2]", "[18446744073709551615, 0]"));
    assertEquals("[-9223372036854775808]", data("INT64", "[1]", "[-9223372036854775808]"));
    assertEquals("[255,0]", data("UINT8", "[1,2]", "[[255,0]]"));
    assertEquals("[65535]", data("UINT16", "[1]", "[65535]"));
    assertEquals("[-32768]", data("INT16", "[1]", "[-32768]"));
    assertEquals("[4294967295]", data("UINT32", "[]", "[4294967295]"));
    assertEquals("[-128]", data("INT8", "[1,1,1]", "[[[-128]]]"));
    assertEquals("[true,false,true]", data("BOOL", "[3]", "[1,0,true]"));
    assertEquals("[\"\",\"é\\n\"]", data("BYTES", "[2,1]", "[[\"\"],[\"\\u00e9\\n\"]]"));
    assertEquals("[]", data("FP64", "[0,3]", "[]"));
    assertEquals("[]", data("FP64", "[2,0]", "[[],[]]"));
  }

  @Test
  void randomTensorsComeBackBitForBit() throws Exception {
    for (int round = 0; round < 200; round++) {
      ElementType type = TYPES.get(random.nextInt(TYPES.size()));
      int count = random.nextInt(60);
      byte[] raw = type == ElementType.STRING ? texts(count) : numbers(type, count);
      byte[] first = throughBinary(type, count, raw, true);
      assertArrayEquals(raw, first, type.toString());
      if (type != ElementType.FLOAT16 && type != ElementType.BFLOAT16) {
        String json = new String(throughBinary(type, count, raw, false), StandardCharsets.UTF_8);
        byte[] request =
            input(Datatypes.name(type), "[" + count + "]", json).getBytes(StandardCharsets.UTF_8);
        JsonNode again = Host.json(200, host.post(INFER, request));
        assertEquals(
            Host.JSON.readTree(json), again.get("outputs").get(0).get("data"), type.toString());
        byte[] back = fromJson(type, count, json);
        assertArrayEquals(quiet(type, raw), back, type.toString());
      }
    }
  }

  /** JSON knows one NaN only. */
  private static byte[] quiet(ElementType type, byte[] raw) {
    ByteBuffer bytes = ByteBuffer.wrap(raw.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < raw.length; at += Math.max(1, type.bytes())) {
      if (type == ElementType.FLOAT32 && Float.isNaN(bytes.getFloat(at))) {
        bytes.putFloat(at, Float.NaN);
      } else if (type == ElementType.FLOAT64 && Double.isNaN(bytes.getDouble(at))) {
        bytes.putDouble(at, Double.NaN);
      }
    }
    return bytes.array();
  }

  private byte[] numbers(ElementType type, int count) {
    byte[] raw = new byte[count * type.bytes()];
    random.nextBytes(raw);
    if (type == ElementType.BOOL) {
      for (int i = 0; i < raw.length; i++) {
        raw[i] &= 1;
      }
    }
    return raw;
  }

  private byte[] texts(int count) {
    ByteBuffer raw = ByteBuffer.allocate(count * 64).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      String text = "é\"\\\t€\uD83D\uDE00x".repeat(random.nextInt(3)) + random.nextInt();
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      raw.putInt(utf8.length).put(utf8);
    }
    return Arrays.copyOf(raw.array(), raw.position());
  }

  /** The raw bytes of the answer, or its data in JSON. */
  private byte[] throughBinary(ElementType type, int count, byte[] raw, boolean binary)
      throws Exception {
    String json =
        ("{\"inputs\":[{\"name\":\"x\",\"shape\":[%d],\"datatype\":\"%s\","
                + "\"parameters\":{\"binary_data_size\":%d}}],"
                + "\"parameters\":{\"binary_data_output\":%s}}")
            .formatted(count, Datatypes.name(type), raw.length, binary);
    HttpResponse<byte[]> response = host.post(INFER, join(json, raw), json.length());
    assertEquals(200, response.statusCode(), type + " " + count + " " + binary);
    if (!binary) {
      String text = new String(response.body(), StandardCharsets.UTF_8);
      return text.substring(text.indexOf("\"data\":") + 7, text.length() - 3)
          .getBytes(StandardCharsets.UTF_8);
    }
    assertEquals(
        "application/octet-stream", response.headers().firstValue("Content-Type").orElseThrow());
    int length =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    JsonNode head = Host.JSON.readTree(Arrays.copyOf(response.body(), length));
    JsonNode output = head.get("outputs").get(0);
    assertFalse(output.has("data"));
    assertEquals(
        response.body().length - length, output.get("parameters").get("binary_data_size").asInt());
    return Arrays.copyOfRange(response.body(), length, response.body().length);
  }

  private byte[] fromJson(ElementType type, int count, String data) throws Exception {
    String json =
        input(Datatypes.name(type), "[" + count + "]", data)
            .replaceFirst("\\{", "{\"parameters\":{\"binary_data_output\":true},");
    HttpResponse<byte[]> response = host.post(INFER, json.getBytes(StandardCharsets.UTF_8));
    assertEquals(200, response.statusCode());
    int length =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    return Arrays.copyOfRange(response.body(), length, response.body().length);
  }

  private static byte[] join(String json, byte[]... parts) {
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    return body.toByteArray();
  }

  @Test
  void severalBinaryTensorsLieOneAfterTheOther() throws Exception {
    String json =
        "{\"inputs\":[{\"name\":\"a\",\"shape\":[3],\"datatype\":\"UINT8\",\"parameters\":"
            + "{\"binary_data_size\":3}},{\"name\":\"j\",\"shape\":[1],\"datatype\":\"INT32\","
            + "\"data\":[7]},{\"name\":\"b\",\"shape\":[1],\"datatype\":\"FP64\",\"parameters\":"
            + "{\"binary_data_size\":8}}],\"outputs\":[{\"name\":\"b\"},{\"name\":\"j\"},"
            + "{\"name\":\"a\",\"parameters\":{\"binary_data\":true}}]}";
    byte[] number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0.25).array();
    HttpResponse<byte[]> response =
        host.post(INFER, join(json, new byte[] {1, 2, 3}, number), json.length());
    int length =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    JsonNode outputs = Host.JSON.readTree(Arrays.copyOf(response.body(), length)).get("outputs");
    assertEquals("[0.25]", outputs.get(0).get("data").toString());
    assertEquals("[7]", outputs.get(1).get("data").toString());
    assertArrayEquals(
        new byte[] {1, 2, 3}, Arrays.copyOfRange(response.body(), length, response.body().length));
  }

  @Test
  void halfFloatsTravelByBinaryOnly() throws Exception {
    assertTrue(
        infer(400, input("FP16", "[1]", "[1]")).get("error").asText().contains("binary data"));
    String json =
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"BF16\",\"parameters\":"
            + "{\"binary_data_size\":2}}]}";
    JsonNode answer = Host.json(400, host.post(INFER, join(json, new byte[2]), json.length()));
    assertTrue(answer.get("error").asText().contains("binary_data"), answer.toString());
  }

  @Test
  void theHighestElementsCanBeAskedFor() throws Exception {
    String json =
        input("FP32", "[2,4]", "[1.5, 5, 10.25, 4, 1, 1, 0, -1]")
            .replaceFirst(
                "\\{", "{\"outputs\":[{\"name\":\"x\",\"parameters\":{\"classification\":2}}],");
    JsonNode output = infer(200, json).get("outputs").get(0);
    assertEquals("BYTES", output.get("datatype").asText());
    assertEquals("[2,2]", output.get("shape").toString());
    assertEquals("[\"10.25:2\",\"5.0:1\",\"1.0:0\",\"1.0:1\"]", output.get("data").toString());
  }

  @Test
  void refusalsHaveTheirStatus() throws Exception {
    String request = input("FP32", "[1]", "[1]");
    Map<Reason, Integer> statuses =
        Map.of(
            Reason.INVALID, 400,
            Reason.UNKNOWN_MODEL, 404,
            Reason.BUSY, 503,
            Reason.UNAVAILABLE, 503,
            Reason.LATE, 504,
            Reason.CANCELLED, 503,
            Reason.FAILED, 500);
    for (Map.Entry<Reason, Integer> expected : statuses.entrySet()) {
      echo.refusal = expected.getKey();
      HttpResponse<byte[]> response = host.post(INFER, request.getBytes(StandardCharsets.UTF_8));
      JsonNode json = Host.json(expected.getValue(), response);
      assertEquals("refused: " + expected.getKey(), json.get("error").asText());
      boolean again = response.headers().firstValue("Retry-After").isPresent();
      assertEquals(expected.getValue() == 503, again);
    }
  }

  @Test
  void largeBodiesAreReadWhole() throws Exception {
    int count = 1_500_000;
    StringBuilder data = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      data.append(i == 0 ? "" : ",").append(i);
    }
    byte[] body = input("INT32", "[" + count + "]", data + "]").getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> response = host.post(INFER, body);
    assertEquals(200, response.statusCode());
    String text = new String(response.body(), StandardCharsets.UTF_8);
    assertTrue(text.endsWith(data + "]}]}"));
    HttpResponse<byte[]> chunked =
        host.send(
            host.request(INFER)
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(body))));
    assertArrayEquals(response.body(), chunked.body());
    String json =
        "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\",\"shape\":"
            + "[8000000],\"datatype\":\"UINT8\",\"parameters\":{\"binary_data_size\":8000000}}]}";
    byte[] raw = numbers(ElementType.UINT8, 8_000_000);
    byte[] answer = host.post(INFER, join(json, raw), json.length()).body();
    assertArrayEquals(raw, Arrays.copyOfRange(answer, answer.length - raw.length, answer.length));
  }

  @Test
  void parametersReachTheModel() throws Exception {
    infer(
        200,
        input("FP32", "[1]", "[1]")
            .replaceFirst(
                "\\{",
                "{\"parameters\":{\"sequence_id\":\"s\",\"sequence_start\":true,\"timeout\":900000000},"));
    InferRequest request = echo.last.get();
    assertEquals("s", request.sequence().orElseThrow().id());
    assertTrue(request.sequence().orElseThrow().start());
    assertTrue(request.deadlineNanos().isPresent());
    assertEquals(List.of(), request.outputs());
  }
}
