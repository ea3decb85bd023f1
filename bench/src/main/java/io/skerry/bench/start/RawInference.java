package io.skerry.bench.start;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;

/** The limit to compare with: ONNX Runtime alone, one inference of the classifier on zeros. */
final class RawInference {
  private RawInference() {}

  public static void main(String[] args) throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(args[0], options);
          OnnxTensor input =
              OnnxTensor.createTensor(
                  environment, FloatBuffer.allocate(3 * 32 * 32), new long[] {1, 3, 32, 32});
          OrtSession.Result result = session.run(Map.of("image", input))) {
        System.out.println("{\"ready\":true,\"outputs\":" + result.size() + "}");
      }
    }
    // Waits to be stopped, so that its memory can be read.
    int ignored = System.in.read();
  }
}
