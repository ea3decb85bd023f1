package io.skerry.agent.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.WatchedEngine;
import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Ticket;
import io.skerry.agent.schedule.Limits;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.agent.schedule.Schedulers;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a scrape says about real requests to a real model. */
final class ModelMetricsTest {
  private static final Path MODEL = Path.of("src/test/resources/schedule/rows.onnx");
  private static final String ROWS = "{model=\"rows \\\"a\\\"\",version=\"1.2.3\"}";
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(\\{.*})? (\\S+)");

  private final InferenceStats stats = new InferenceStats();
  private Session session;
  private Scheduler scheduler;

  @BeforeEach
  void start() throws EngineException {
    session = new WatchedEngine().open(MODEL, new SessionOptions(1));
    scheduler =
        Schedulers.start(
            "rows",
            "1.2.3",
            session,
            new Tensors(session.inputs(), session.outputs(), List.of(), List.of()),
            new Limits(1, 4, 1, 1, Duration.ofSeconds(60)),
            stats);
  }

  @AfterEach
  void stop() {
    scheduler.close();
    session.close();
  }

  @Test
  void countsAnsweredRequestsByModelAndVersion() throws EngineException {
    run(3);
    Map<String, Double> samples = samples();
    assertEquals(3, samples.get("nv_inference_request_success" + ROWS));
    assertEquals(3, samples.get("nv_inference_count" + ROWS));
    assertEquals(3, samples.get("nv_inference_exec_count" + ROWS));
    assertEquals(0, samples.get("nv_inference_pending_request_count" + ROWS));
  }

  @Test
  void durationsOfTheStagesAddUpToTheRequests() throws EngineException {
    run(20);
    Map<String, Double> samples = samples();
    double parts =
        samples.get("nv_inference_queue_duration_us" + ROWS)
            + samples.get("nv_inference_compute_input_duration_us" + ROWS)
            + samples.get("nv_inference_compute_infer_duration_us" + ROWS)
            + samples.get("nv_inference_compute_output_duration_us" + ROWS);
    double whole = samples.get("nv_inference_request_duration_us" + ROWS);
    assertTrue(whole > 0 && Math.abs(whole - parts) <= 4, whole + " against " + parts);
  }

  @Test
  void histogramsGrowWithTheirBoundsAndEndWithAll() throws EngineException {
    run(5);
    Map<String, Double> samples = samples();
    for (String stage : List.of("queue", "input", "compute", "output")) {
      String labels = ROWS.substring(0, ROWS.length() - 1) + ",stage=\"" + stage + "\"";
      double before = 0;
      for (String le : List.of("0.0001", "0.001", "0.01", "0.1", "1", "10", "+Inf")) {
        double at =
            samples.get("skerry_inference_stage_seconds_bucket" + labels + ",le=\"" + le + "\"}");
        assertTrue(at >= before, stage + " " + le);
        before = at;
      }
      assertEquals(5, before);
      assertEquals(5, samples.get("skerry_inference_stage_seconds_count" + labels + "}"));
      assertTrue(samples.get("skerry_inference_stage_seconds_sum" + labels + "}") >= 0);
    }
  }

  @Test
  void failuresAreToldByTritonsReasons() {
    for (Reason reason : Reason.values()) {
      stats.began();
      stats.failed(reason, 1_000);
    }
    Map<String, Double> samples = samples();
    Map.of("REJECTED", 2, "CANCELED", 1, "BACKEND", 1, "OTHER", 3)
        .forEach(
            (reason, count) ->
                assertEquals(
                    count.doubleValue(),
                    samples.get(
                        "nv_inference_request_failure"
                            + ROWS.replace("}", ",reason=\"" + reason + "\"}"))));
    assertEquals(stats.failure().count(), 7);
  }

  @Test
  void everyFamilyHasItsTypeOnceBeforeItsSamples() throws EngineException {
    run(1);
    Map<String, String> types = new HashMap<>();
    for (String line : metrics().text().lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        List<String> words = List.of(line.split(" ", -1));
        assertFalse(types.containsKey(words.get(2)), line);
        types.put(words.get(2), words.get(3));
      } else if (!line.startsWith("#")) {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        String family = sample.group(1).replaceAll("(seconds)_(bucket|sum|count)$", "$1");
        assertTrue(types.containsKey(family), line);
      }
    }
    assertEquals("counter", types.get("nv_inference_request_success"));
    assertEquals("counter", types.get("nv_inference_request_failure"));
    assertEquals("gauge", types.get("nv_inference_pending_request_count"));
    assertEquals("histogram", types.get("skerry_inference_stage_seconds"));
    assertEquals("gauge", types.get("nv_cpu_utilization"));
  }

  @Test
  void memoryInUseIsLessThanAll() {
    Map<String, Double> samples = samples();
    double used = samples.get("nv_cpu_memory_used_bytes");
    assertTrue(used > 0 && used < samples.get("nv_cpu_memory_total_bytes"), "used " + used);
  }

  private void run(int times) throws EngineException {
    Tensor x = Tensor.allocate(ElementType.FLOAT32, new long[] {1, 8});
    for (int time = 0; time < times; time++) {
      scheduler.run(Map.of("x", x), InferRequest.USUAL).values().forEach(Tensor::free);
    }
  }

  private ModelMetrics metrics() {
    Served rows = new Rows(stats);
    return new ModelMetrics(
        new Catalogue() {
          @Override
          public Optional<Served> find(String name, Optional<String> version) {
            return Optional.of(rows);
          }

          @Override
          public List<Served> list() {
            return List.of(rows);
          }
        });
  }

  private Map<String, Double> samples() {
    Map<String, Double> samples = new HashMap<>();
    for (String line : metrics().text().lines().toList()) {
      int space = line.lastIndexOf(' ');
      if (!line.startsWith("#")) {
        samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return samples;
  }

  /** A name that needs escaping. */
  private record Rows(InferenceStats stats) implements Served {
    @Override
    public String name() {
      return "rows \"a\"";
    }

    @Override
    public String version() {
      return "1.2.3";
    }

    @Override
    public String platform() {
      return "onnxruntime_onnx";
    }

    @Override
    public Availability availability() {
      return new Availability(State.READY, true, "");
    }

    @Override
    public void describe(DescriptionListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Ticket infer(InferRequest request, Completion completion) {
      throw new UnsupportedOperationException();
    }
  }
}
