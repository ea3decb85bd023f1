package io.skerry.agent.oip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that break the protocol: each gets its error, and the server answers afterwards. */
@Timeout(120)
final class HostileTest {
  private static final String INFER = "/v2/models/vision/echo/infer";
  private static final String GOOD =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1.5,2]}]}";

  private final Echo echo = new Echo("vision/echo");
  private final Host host = new Host(OipLimits.usual(), echo);

  @AfterEach
  void close() throws Exception {
    Host.json(200, host.post(INFER, ascii(GOOD)));
    host.assertNothingHeld();
    assertEquals(0, echo.lent.get());
    host.close();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void refused(String body) throws Exception {
    JsonNode json = Host.json(400, host.post(INFER, ascii(body)));
    assertTrue(json.get("error").asText().length() > 5, body);
  }

  @Test
  void everyTextThatEndsEarlyIsRefused() throws Exception {
    for (int i = 0; i < GOOD.length(); i++) {
      refused(GOOD.substring(0, i));
    }
  }

  @Test
  void textsWithOneByteChangedAreRefusedOrAnswered() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 150; i++) {
      byte[] body = ascii(GOOD);
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      int status = host.post(INFER, body).statusCode();
      assertTrue(status == 200 || status == 400, new String(body, StandardCharsets.ISO_8859_1));
    }
  }

  private static String input(String members) {
    return "{\"inputs\":[{" + members + "}]}";
  }

  private static String tensor(String datatype, String shape, String data) {
    return input(
        "\"name\":\"x\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s"
            .formatted(datatype, shape, data));
  }

  @Test
  void structuresThatAreNotTheProtocolsAreRefused() throws Exception {
    String x = "\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\"";
    for (String body :
        List.of(
            "[]",
            "null",
            "1",
            "\"x\"",
            "{}",
            "{\"inputs\":{}}",
            "{\"inputs\":null}",
            "{\"inputs\":[1]}",
            "{\"inputs\":[[]]}",
            "{\"inputs\":[{}]}",
            GOOD + "x",
            GOOD + GOOD,
            "\u00ef\u00bb\u00bf" + GOOD,
            "{\"inputs\":[],}",
            "{,}",
            "{\"a\" 1}",
            "{\"a\":}",
            "{a:1}",
            "{\"id\":1,\"inputs\":[]}",
            "{\"id\":null,\"inputs\":[]}",
            "{\"id\":\"" + "x".repeat(1025) + "\",\"inputs\":[]}",
            "{\"inputs\":[],\"inputs\":[]}",
            "{\"\":1,\"inputs\":[]}",
            "{\"" + "k".repeat(257) + "\":1,\"inputs\":[]}",
            input(x),
            input(x + ",\"data\":1"),
            input(x + ",\"data\":{}"),
            input(x + ",\"data\":null"),
            input(x + ",\"data\":\"1\""),
            input(x + ",\"data\":[1],\"data\":[1]"),
            input(x + ",\"data\":[1],\"name\":\"y\",\"name\":\"z\""),
            input(x.replace("x", "") + ",\"data\":[1]"),
            input(x.replace("\"x\"", "1") + ",\"data\":[1]"),
            input(
                "\"name\":\""
                    + "n".repeat(257)
                    + "\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]"),
            input(x + ",\"data\":[1],\"parameters\":{\"binary_data_size\":4}"),
            input(x + ",\"parameters\":{\"binary_data_size\":4}"),
            input(x + ",\"parameters\":{\"binary_data_size\":-1}"),
            input(x + ",\"parameters\":{\"binary_data_size\":1.5}"),
            input(x + ",\"parameters\":{\"binary_data_size\":\"4\"}"),
            input(x + ",\"parameters\":{\"binary_data_size\":99999999999999999999}"),
            input(x + ",\"parameters\":{\"shared_memory_region\":\"r\"}"),
            input(x + ",\"parameters\":[],\"data\":[1]"),
            "{\"inputs\":[{" + x + ",\"data\":[1]},{" + x + ",\"data\":[1]}]}",
            "{\"inputs\":[{" + x + ",\"data\":[1]},{\"data\":[1]," + x + "}]}",
            "{\"inputs\":[{" + x + ",\"data\":[1]}],\"outputs\":{}}",
            "{\"inputs\":[{" + x + ",\"data\":[1]}],\"outputs\":[{}]}",
            "{\"inputs\":[{" + x + ",\"data\":[1]}],\"outputs\":[{\"name\":\"\"}]}",
            "{\"inputs\":[{" + x + ",\"data\":[1]}],\"outputs\":[{\"name\":\"none\"}]}",
            "{\"inputs\":[{"
                + x
                + ",\"data\":[1]}],\"outputs\":[{\"name\":\"x\"},{\"name\":\"x\"}]}",
            "{\"inputs\":[{"
                + x
                + ",\"data\":[1]}],\"outputs\":[{\"name\":\"x\",\"parameters\":{\"binary_data\":1}}]}",
            "{\"inputs\":[{"
                + x
                + ",\"data\":[1]}],\"outputs\":[{\"name\":\"x\",\"parameters\":{\"classification\":0}}]}",
            "{\"inputs\":[{"
                + x
                + ",\"data\":[1]}],\"outputs\":[{\"name\":\"x\",\"parameters\":{\"classification\":1.5}}]}",
            "{\"inputs\":[{" + x + ",\"data\":[1]}],\"parameters\":[]}",
            "{\"inputs\":[{" + x + ",\"data\":[1]}],\"parameters\":{\"priority\":-1}}",
            "{\"inputs\":[{" + x + ",\"data\":[1]}],\"parameters\":{\"priority\":\"1\"}}",
            "{\"inputs\":[{" + x + ",\"data\":[1]}],\"parameters\":{\"timeout\":1e3}}",
            "{\"inputs\":[{"
                + x
                + ",\"data\":[1]}],\"parameters\":{\"timeout\":18446744073709551616}}",
            "{\"inputs\":[{" + x + ",\"data\":[1]}],\"parameters\":{\"sequence_start\":true}}",
            "{\"inputs\":[{" + x + ",\"data\":[1]}],\"parameters\":{\"sequence_end\":1}}",
            "{\"inputs\":[{"
                + x
                + ",\"data\":[1]}],\"parameters\":{\"sequence_id\":\""
                + "s".repeat(129)
                + "\"}}",
            "{\"inputs\":[{"
                + x
                + ",\"data\":[1]}],\"parameters\":{\"binary_data_output\":\"yes\"}}",
            "{\"inputs\":[],\"deep\":" + "[".repeat(40) + "]".repeat(40) + "}",
            "{\"inputs\":[],\"deep\":" + "[".repeat(100_000) + "}",
            "{\"inputs\":[],\"deep\":" + "{\"a\":".repeat(100_000),
            "{\"inputs\":[],\"x\":tru}",
            "{\"inputs\":[],\"x\":nul}",
            "{\"inputs\":[],\"x\":+1}",
            "{\"inputs\":[],\"x\":01}",
            "{\"inputs\":[],\"x\":\"\\x\"}",
            "{\"inputs\":[],\"x\":\"\\u12\"}",
            "{\"inputs\":[],\"x\":\"\\ud800\"}",
            "{\"inputs\":[],\"x\":\"\\ud800\\u0041\"}",
            "{\"inputs\":[],\"x\":\"\u0001\"}",
            "{\"inputs\":[],\"x\":\"\u00ff\"}",
            "{\"inputs\":[],\"x\":\"a\nb\"}",
            "\u0000",
            " ",
            "{\"inputs\":[]}\u0000")) {
      refused(body);
    }
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 65; i++) {
      many.append(i == 0 ? "" : ",").append("{\"name\":\"n").append(i);
      many.append("\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}");
    }
    refused("{\"inputs\":[" + many + "]}");
  }

  @Test
  void tensorsThatCantBeAreRefused() throws Exception {
    for (String body :
        List.of(
            tensor("FP32", "[3]", "[1,2]"),
            tensor("FP32", "[1]", "[1,2]"),
            tensor("FP32", "[1]", "[]"),
            tensor("FP32", "[0]", "[1]"),
            tensor("FP32", "[2,2]", "[[1,2],[3]]"),
            tensor("FP32", "[2,2]", "[[1,2],[3,4],[5,6]]"),
            tensor("FP32", "[2,2]", "[[1,2,3,4]]"),
            tensor("FP32", "[2,2]", "[1,2,[3,4]]"),
            tensor("FP32", "[2]", "[[1,2]]"),
            tensor("FP32", "[2,2]", "[[[1],[2]],[[3],[4]]]"),
            tensor("FP32", "[2]", "[1,,2]"),
            tensor("FP32", "[2]", "[1 2]"),
            tensor("FP32", "[2]", "[1,2,]"),
            tensor("FP32", "[1]", "[,1]"),
            tensor("FP32", "[-1]", "[1]"),
            tensor("FP32", "[1.0]", "[1]"),
            tensor("FP32", "[1e0]", "[1]"),
            tensor("FP32", "[\"1\"]", "[1]"),
            tensor("FP32", "[null]", "[1]"),
            tensor("FP32", "1", "[1]"),
            tensor("FP32", "[99999999999999999999]", "[1]"),
            tensor("FP32", "[9223372036854775807]", "[1]"),
            tensor("FP32", "[4294967296,4294967296]", "[1]"),
            tensor("FP32", "[67108865]", "[1]"),
            tensor("FP32", "[60000000]", "[1]"),
            tensor("FP32", "[1,1,1,1,1,1,1,1,1]", "[1]"),
            tensor("FP32", "[[1]]", "[1]"),
            tensor("fp32", "[1]", "[1]"),
            tensor("FLOAT", "[1]", "[1]"),
            tensor("", "[1]", "[1]"),
            tensor("STRING", "[1]", "[\"a\"]"),
            tensor("FP16", "[1]", "[1]"),
            tensor("BF16", "[1]", "[1]"),
            tensor("FP8", "[1]", "[1]"),
            tensor("FP32", "[1]", "[1e400]"),
            tensor("FP32", "[1]", "[3.5e38]"),
            tensor("FP32", "[1]", "[-1e39]"),
            tensor("FP64", "[1]", "[1e309]"),
            tensor("FP32", "[1]", "[nan]"),
            tensor("FP32", "[1]", "[\"nan\"]"),
            tensor("FP32", "[1]", "[\"1\"]"),
            tensor("FP32", "[1]", "[\"NaN]"),
            tensor("FP32", "[1]", "[Inf]"),
            tensor("FP32", "[1]", "[true]"),
            tensor("FP32", "[1]", "[null]"),
            tensor("FP32", "[1]", "[0x1]"),
            tensor("FP32", "[1]", "[1f]"),
            tensor("FP32", "[1]", "[.5]"),
            tensor("FP32", "[1]", "[5.]"),
            tensor("FP32", "[1]", "[1e]"),
            tensor("FP32", "[1]", "[--1]"),
            tensor("FP32", "[1]", "[1-]"),
            tensor("FP32", "[1]", "[+1]"),
            tensor("FP32", "[1]", "[" + "1".repeat(1100) + "]"),
            tensor("FP32", "[1]", "[{}]"),
            tensor("INT8", "[1]", "[128]"),
            tensor("INT8", "[1]", "[-129]"),
            tensor("UINT8", "[1]", "[256]"),
            tensor("UINT8", "[1]", "[-1]"),
            tensor("INT16", "[1]", "[32768]"),
            tensor("UINT16", "[1]", "[65536]"),
            tensor("INT32", "[1]", "[2147483648]"),
            tensor("UINT32", "[1]", "[4294967296]"),
            tensor("INT64", "[1]", "[9223372036854775808]"),
            tensor("UINT64", "[1]", "[18446744073709551616]"),
            tensor("UINT64", "[1]", "[-1]"),
            tensor("INT32", "[1]", "[1.0]"),
            tensor("INT32", "[1]", "[1e1]"),
            tensor("INT32", "[1]", "[\"1\"]"),
            tensor("INT32", "[1]", "[true]"),
            tensor("INT32", "[1]", "[NaN]"),
            tensor("BOOL", "[1]", "[2]"),
            tensor("BOOL", "[1]", "[\"true\"]"),
            tensor("BOOL", "[1]", "[10]"),
            tensor("BOOL", "[1]", "[null]"),
            tensor("BYTES", "[1]", "[1]"),
            tensor("BYTES", "[2]", "[\"a\"]"),
            tensor("BYTES", "[1]", "[\"a\",\"b\"]"),
            tensor("BYTES", "[1]", "[[\"a\"]]"),
            tensor("BYTES", "[2,1]", "[[\"a\"]]"),
            tensor("BYTES", "[1]", "[\"\\ud800\"]"),
            tensor("BYTES", "[65537]", "[\"a\"]"),
            tensor("BYTES", "[1]", "[\"a]"),
            tensor("BYTES", "[1]", "[null]"))) {
      refused(body);
    }
  }

  @Test
  void binaryBodiesThatDontFitAreRefused() throws Exception {
    String good =
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":8}}]}";
    for (int bytes : new int[] {0, 1, 4, 7, 9, 100}) {
      binary(400, good, new byte[bytes], good.length());
    }
    binary(200, good, new byte[8], good.length());
    for (int length :
        new int[] {0, 1, good.length() - 1, good.length() + 1, good.length() + 9, 999_999_999}) {
      binary(400, good, new byte[8], length);
    }
    for (String length : List.of("x", "1x", "1.5", "99999999999", " ", "0x10")) {
      HttpResponse<byte[]> response =
          host.send(
              host.request(INFER)
                  .header("Inference-Header-Content-Length", length)
                  .POST(HttpRequest.BodyPublishers.ofByteArray(ascii(good))));
      Host.json(400, response);
    }
    binary(400, good.replace("FP32", "FP64"), new byte[8], good.length());
    binary(400, good.replace("[2]", "[3]"), new byte[8], good.length());
    binary(
        400,
        good.replace("FP32", "BOOL").replace("[2]", "[8]"),
        new byte[] {0, 1, 2, 0, 0, 0, 0, 0},
        good.length());
    binary(
        400,
        good.replace("\"FP32\"", "\"BYTES\"").replace("[2]", "[3]"),
        new byte[8],
        good.length() + 1);
    binary(
        400,
        good.replace("\"FP32\"", "\"BYTES\"").replace("[2]", "[1]"),
        new byte[] {-1, -1, -1, -1, 0, 0, 0, 0},
        good.length() + 1);
    binary(400, good.replace(":8}", ":2147483647}"), new byte[8], good.length() + 9);
    binary(400, GOOD, new byte[8], GOOD.length());
  }

  private void binary(int status, String json, byte[] raw, int length) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(ascii(json));
    body.writeBytes(raw);
    assertEquals(
        status, host.post(INFER, body.toByteArray(), length).statusCode(), json + raw.length);
  }

  @Test
  void pathsAndMethodsThatAreNotTheProtocolsAreRefused() throws Exception {
    List<String> unknown =
        new ArrayList<>(
            List.of(
                "/v2/models",
                "/v2/models/",
                "/v2/health",
                "/v2/health/other",
                "/v2/health/live/x",
                "/v2/x",
                "/v2//models/a",
                "/v2/models/a//infer",
                "/v2/repository",
                "/v2/repository/models/a",
                "/v2/models/%ff",
                "/v2/models/none",
                "/v2/models/none/ready",
                "/v2/models/none/stats",
                "/v2/models/vision/echo/versions/9",
                "/v2/models/vision/echo/versions/9/ready",
                "/v2/models/echo",
                "/v2/models/vision/echo/other"));
    for (String path : unknown) {
      assertTrue(
          Host.json(404, host.get(path)).get("error").asText().contains("vision/echo"), path);
    }
    for (String path : List.of("/v2/models/%zz", "/v2/models/%f", "/v2/models/%", "v2", "")) {
      assertEquals(new OipPath.Unknown(), OipPath.parse(path), path);
    }
    for (String path :
        List.of("/v2/models/none/infer", "/v2/models/vision/echo/versions/2/infer")) {
      Host.json(404, host.post(path, ascii(GOOD)));
    }
    for (String path : List.of(INFER, "/v2/repository/index", "/v2/repository/models/a/load")) {
      HttpResponse<byte[]> response = host.get(path);
      Host.json(405, response);
      assertEquals("POST", response.headers().firstValue("Allow").orElseThrow());
    }
    for (String path :
        List.of("/v2", "/v2/health/live", "/v2/models/vision/echo", "/v2/models/stats")) {
      HttpResponse<byte[]> response = host.post(path, ascii(GOOD));
      Host.json(405, response);
      assertEquals("GET", response.headers().firstValue("Allow").orElseThrow());
    }
    for (String method : List.of("OPTIONS", "PUT", "DELETE", "PATCH", "ODD")) {
      Host.json(
          405, host.send(host.request(INFER).method(method, HttpRequest.BodyPublishers.noBody())));
    }
    Host.json(400, host.post("/v2/repository/models/vision/echo/load", new byte[0]));
    Host.json(400, host.post("/v2/repository/models/vision/echo/unload", ascii("{}")));
    for (String body : List.of("[]", "{", "{\"ready\":1}", "x", "{}{}")) {
      Host.json(400, host.post("/v2/repository/index", ascii(body)));
    }
    Host.json(413, host.post("/v2/repository/index", new byte[5000]));
  }
}
