package io.skerry.agent.serve;

import static java.util.Map.entry;

import com.sun.management.OperatingSystemMXBean;
import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Histogram;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.InferenceStats.Stage;
import io.skerry.agent.infer.Served;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The metrics of the models that answer, in Prometheus' text format, by Triton's names where the
 * meaning is Triton's. Thread-safe; requests pay nothing for it, a scrape reads their counters.
 */
record ModelMetrics(Catalogue catalogue) {
  private static final String STAGES = "skerry_inference_stage_seconds";
  private static final String BUILT = "skerry_engine_build_progress";

  /** Triton's reasons, and which of ours they are. */
  private static final Map<String, Set<Reason>> REASONS =
      new TreeMap<>(
          Map.of(
              "REJECTED", EnumSet.of(Reason.BUSY, Reason.LATE),
              "CANCELED", EnumSet.of(Reason.CANCELLED),
              "BACKEND", EnumSet.of(Reason.FAILED),
              "OTHER", EnumSet.of(Reason.INVALID, Reason.UNKNOWN_MODEL, Reason.UNAVAILABLE)));

  /** The bounds of the buckets in seconds, as labels. */
  private static final List<String> LE =
      Histogram.BOUNDS.stream()
          .map(nanos -> BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString())
          .toList();

  private static final Map<String, String> HELP =
      Map.ofEntries(
          entry("nv_inference_request_success", "Requests that were answered"),
          entry("nv_inference_request_failure", "Requests that failed or were refused, by reason"),
          entry("nv_inference_count", "Inferences done; a batch of n counts n"),
          entry("nv_inference_exec_count", "Runs of the engine"),
          entry("nv_inference_pending_request_count", "Requests that wait or run"),
          entry("nv_inference_request_duration_us", "Time from arrival to outputs"),
          entry("nv_inference_queue_duration_us", "Time spent waiting"),
          entry("nv_inference_compute_input_duration_us", "Time spent putting inputs together"),
          entry("nv_inference_compute_infer_duration_us", "Time spent in the engine"),
          entry("nv_inference_compute_output_duration_us", "Time spent taking outputs apart"),
          entry(STAGES, "Time of answered requests in each stage"),
          entry(BUILT, "How much is made of an engine for the GPU, 0 to 1; 1 once it serves"),
          entry("nv_cpu_utilization", "Share of the processors in use, 0 to 1"),
          entry("nv_cpu_memory_total_bytes", "Memory of the machine"),
          entry("nv_cpu_memory_used_bytes", "Memory of the machine in use"));

  /** Everything, as of now. */
  String text() {
    List<Served> models = catalogue.list();
    StringBuilder out = new StringBuilder(4096);
    if (!models.isEmpty()) {
      counts(out, models);
      failures(out, models);
      durations(out, models);
      stages(out, models);
      built(out, models);
    }
    machine(out);
    return out.toString();
  }

  private static void counts(StringBuilder out, List<Served> models) {
    each(out, "nv_inference_request_success", "counter", models, stats -> stats.success().count());
    each(out, "nv_inference_count", "counter", models, InferenceStats::inferences);
    each(out, "nv_inference_exec_count", "counter", models, InferenceStats::executions);
    each(out, "nv_inference_pending_request_count", "gauge", models, InferenceStats::pending);
  }

  private static void durations(StringBuilder out, List<Served> models) {
    duration(out, "request", models, stats -> stats.success().nanos());
    duration(out, "queue", models, stats -> stats.queue().nanos());
    duration(out, "compute_input", models, stats -> stats.input().nanos());
    duration(out, "compute_infer", models, stats -> stats.compute().nanos());
    duration(out, "compute_output", models, stats -> stats.output().nanos());
  }

  private static void duration(
      StringBuilder out, String what, List<Served> models, ToLongFunction<InferenceStats> nanos) {
    String name = "nv_inference_" + what + "_duration_us";
    each(out, name, "counter", models, stats -> nanos.applyAsLong(stats) / 1_000);
  }

  private static void each(
      StringBuilder out,
      String name,
      String type,
      List<Served> models,
      ToLongFunction<InferenceStats> value) {
    type(out, name, type);
    for (Served model : models) {
      sample(out, name, labels(model), value.applyAsLong(model.stats()));
    }
  }

  private static void failures(StringBuilder out, List<Served> models) {
    String name = "nv_inference_request_failure";
    type(out, name, "counter");
    for (Served model : models) {
      REASONS.forEach(
          (reason, ours) ->
              sample(
                  out,
                  name,
                  labels(model) + ",reason=\"" + reason + '"',
                  ours.stream().mapToLong(model.stats()::failures).sum()));
    }
  }

  private static void stages(StringBuilder out, List<Served> models) {
    type(out, STAGES, "histogram");
    for (Served model : models) {
      InferenceStats stats = model.stats();
      histogram(out, labels(model) + ",stage=\"queue\"", stats.queue());
      histogram(out, labels(model) + ",stage=\"input\"", stats.input());
      histogram(out, labels(model) + ",stage=\"compute\"", stats.compute());
      histogram(out, labels(model) + ",stage=\"output\"", stats.output());
    }
  }

  private static void histogram(StringBuilder out, String labels, Stage stage) {
    long[] counts = stage.times().cumulative();
    for (int bucket = 0; bucket < Histogram.BOUNDS.size(); bucket++) {
      sample(out, STAGES + "_bucket", labels + ",le=\"" + LE.get(bucket) + '"', counts[bucket]);
    }
    long all = counts[counts.length - 1];
    sample(out, STAGES + "_bucket", labels + ",le=\"+Inf\"", all);
    out.append(STAGES).append("_sum{").append(labels).append("} ");
    out.append(stage.nanos() / 1e9).append('\n');
    sample(out, STAGES + "_count", labels, all);
  }

  /** Nothing where no engine is being made. */
  private static void built(StringBuilder out, List<Served> models) {
    boolean first = true;
    for (Served model : models) {
      OptionalDouble built = model.built();
      if (built.isEmpty()) {
        continue;
      }
      if (first) {
        type(out, BUILT, "gauge");
        first = false;
      }
      out.append(BUILT).append('{').append(labels(model)).append("} ");
      out.append(built.getAsDouble()).append('\n');
    }
  }

  private static void machine(StringBuilder out) {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine)) {
      return;
    }
    type(out, "nv_cpu_utilization", "gauge");
    out.append("nv_cpu_utilization ").append(Math.max(0, machine.getCpuLoad())).append('\n');
    long total = machine.getTotalMemorySize();
    type(out, "nv_cpu_memory_total_bytes", "gauge");
    out.append("nv_cpu_memory_total_bytes ").append(total).append('\n');
    type(out, "nv_cpu_memory_used_bytes", "gauge");
    out.append("nv_cpu_memory_used_bytes ");
    out.append(total - machine.getFreeMemorySize()).append('\n');
  }

  private static String labels(Served model) {
    return "model=\"" + escape(model.name()) + "\",version=\"" + escape(model.version()) + '"';
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static void type(StringBuilder out, String name, String type) {
    out.append("# HELP ").append(name).append(' ').append(HELP.get(name)).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void sample(StringBuilder out, String name, String labels, long value) {
    out.append(name).append('{').append(labels).append("} ").append(value).append('\n');
  }
}
