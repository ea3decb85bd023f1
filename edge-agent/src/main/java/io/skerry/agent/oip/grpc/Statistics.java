package io.skerry.agent.oip.grpc;

import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.InferenceStats.Stage;
import io.skerry.agent.infer.Served;
import java.util.Map;
import java.util.TreeMap;

/** {@code ModelStatistics} of one model. */
final class Statistics {
  private Statistics() {}

  static ProtoWriter of(Served model) {
    InferenceStats stats = model.stats();
    ProtoWriter writer =
        new ProtoWriter(256)
            .text(1, model.name())
            .text(2, model.version())
            .number(3, stats.lastMs())
            .number(4, stats.inferences())
            .number(5, stats.executions())
            .message(
                6,
                new ProtoWriter(128)
                    .message(1, duration(stats.success()))
                    .message(2, duration(stats.failure()))
                    .message(3, duration(stats.queue()))
                    .message(4, duration(stats.input()))
                    .message(5, duration(stats.compute()))
                    .message(6, duration(stats.output())));
    for (Map.Entry<Integer, Stage> batch : new TreeMap<>(stats.batches()).entrySet()) {
      writer.message(
          7, new ProtoWriter().number(1, batch.getKey()).message(3, duration(batch.getValue())));
    }
    return writer;
  }

  private static ProtoWriter duration(Stage stage) {
    return new ProtoWriter().number(1, stage.count()).number(2, stage.nanos());
  }
}
