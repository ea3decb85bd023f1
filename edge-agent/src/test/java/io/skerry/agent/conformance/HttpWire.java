package io.skerry.agent.conformance;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.skerry.agent.engine.Tensor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/** Over HTTP, as JSON or with binary tensors. */
record HttpWire(HttpClient client, String url, boolean binary) implements Wire {
  private static final String JSON_BYTES = "Inference-Header-Content-Length";

  @Override
  public String name() {
    return binary ? "HTTP binary" : "HTTP JSON";
  }

  @Override
  public boolean takesHalves() {
    return binary;
  }

  @Override
  public Answer infer(String model, Map<String, Tensor> inputs)
      throws IOException, InterruptedException {
    OipRequest request = OipRequest.of(inputs, binary);
    HttpRequest.Builder post =
        HttpRequest.newBuilder(URI.create(url + "/v2/models/" + model + "/infer"))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
    if (binary) {
      post.header(JSON_BYTES, Integer.toString(request.jsonBytes()));
    }
    HttpResponse<byte[]> response =
        client.send(post.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      String error = new JsonMapper().readTree(response.body()).path("error").asText();
      return new Answer.Refused(Integer.toString(response.statusCode()), error);
    }
    String bytes = response.headers().firstValue(JSON_BYTES).orElse("");
    return new Answer.Outputs(
        OipResponse.read(
            response.body(),
            bytes.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(bytes))));
  }
}
