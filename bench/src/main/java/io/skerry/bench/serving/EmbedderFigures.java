package io.skerry.bench.serving;

import io.skerry.bench.Figures;
import io.skerry.bench.process.Service;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the embedder does, two callers at once, and one. */
record EmbedderFigures(Parties parties, int requests, int warmUp) {
  void put(Figures figures) throws IOException {
    Model model = parties.embedder();
    parties.rollOut(model.name());
    ByteBuffer binary = Requests.binary(model);
    try (Service raw = parties.raw(model);
        Service fastify = parties.fastify(model).orElse(null)) {
      List<Party> all = new ArrayList<>();
      all.add(new RawParty("raw", raw));
      all.add(parties.skerry("binary", binary));
      all.add(parties.skerry("json", Requests.json(model)));
      Optional.ofNullable(fastify)
          .ifPresent(service -> all.add(Parties.fastify("fastify_binary", service, binary)));
      Rounds one = Rounds.of(all, 1, warmUp / 5, requests / 5);
      figures.put("embedder_raw_cpu_ms", one.median("raw", Party.Round::cpuMs));
      figures.put("embedder_overhead_cpu_ms_binary", one.overRaw("binary"));
      figures.put("embedder_overhead_cpu_ms_json", one.overRaw("json"));
      if (fastify != null) {
        figures.put("fastify_embedder_overhead_cpu_ms_binary", one.overRaw("fastify_binary"));
      }
      all.removeIf(party -> party.name().equals("json"));
      put(figures, Rounds.of(all, 2, warmUp, requests), fastify != null);
    }
  }

  private static void put(Figures figures, Rounds two, boolean withFastify) {
    double raw = two.median("raw", Party.Round::perSecond);
    figures.put("raw_per_s", raw);
    figures.put("embedder_per_s", two.median("binary", Party.Round::perSecond));
    figures.put("embedder_p99_ms", two.median("binary", Party.Round::p99Ms));
    figures.put("throughput_ratio_raw", two.median("binary", Party.Round::perSecond) / raw);
    if (withFastify) {
      figures.put(
          "fastify_throughput_ratio_raw",
          two.median("fastify_binary", Party.Round::perSecond) / raw);
    }
  }
}
