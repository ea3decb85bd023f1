package io.skerry.bench.serving;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The limit to compare with: ONNX Runtime in a loop, as a process of its own. It reads lines {@code
 * CALLERS REQUESTS} and prints what they took; each caller is a thread with a session of its own.
 */
final class RawLoop {
  private RawLoop() {}

  /** Arguments: {@code cnn} or {@code embedder}, and the models' folder. */
  public static void main(String[] args) throws OrtException, IOException, InterruptedException {
    Path folder = Path.of(args[1]);
    Model model = args[0].equals("cnn") ? Model.cnn(folder) : Model.embedder(folder);
    List<OrtSession> sessions = List.of(open(model), open(model));
    System.out.println("{\"ready\":true}");
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] parts = line.split(" ", -1);
        System.out.println(
            round(model, sessions, Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
      }
    }
  }

  static OrtSession open(Model model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      return OrtEnvironment.getEnvironment().createSession(model.file().toString(), options);
    }
  }

  private static String round(Model model, List<OrtSession> sessions, int callers, int requests)
      throws InterruptedException {
    long[][] took = new long[callers][requests / callers];
    List<Thread> threads = new ArrayList<>();
    long cpu = Cpu.ofThisProcess();
    long began = System.nanoTime();
    for (int i = 0; i < callers; i++) {
      int caller = i;
      threads.add(Thread.ofPlatform().start(() -> loop(model, sessions.get(caller), took[caller])));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long wall = System.nanoTime() - began;
    long[] all = Arrays.stream(took).flatMapToLong(Arrays::stream).sorted().toArray();
    return "%d %d %d %d %d"
        .formatted(
            Cpu.ofThisProcess() - cpu,
            wall,
            all.length,
            all[all.length / 2],
            all[Math.min(all.length - 1, all.length * 99 / 100)]);
  }

  private static void loop(Model model, OrtSession session, long[] took) {
    try {
      for (int i = 0; i < took.length; i++) {
        long began = System.nanoTime();
        outputs(model, session);
        took[i] = System.nanoTime() - began;
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One inference; the elements of the one output. */
  static float[] outputs(Model model, OrtSession session) throws OrtException {
    Map<String, OnnxTensor> inputs = HashMap.newHashMap(model.inputs().size());
    for (Model.Input input : model.inputs()) {
      inputs.put(
          input.name(),
          OnnxTensor.createTensor(
              OrtEnvironment.getEnvironment(),
              input.data().duplicate().order(ByteOrder.nativeOrder()),
              input.dimensions(),
              input.datatype().equals("FP32") ? OnnxJavaType.FLOAT : OnnxJavaType.INT64));
    }
    try (OrtSession.Result result = session.run(inputs)) {
      return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }
}
