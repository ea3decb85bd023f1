package io.skerry.bench.serving;

import io.skerry.bench.Figures;
import io.skerry.bench.process.Service;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the CNN costs, one caller. */
record CnnFigures(Parties parties, int requests, int warmUp) {
  void put(Figures figures) throws IOException {
    Model model = parties.cnn();
    ByteBuffer binary = Requests.binary(model);
    ByteBuffer json = Requests.json(model);
    ServerParty ours = parties.skerry("binary", binary);
    // Memory as it is after the binary requests, before others have their turn.
    ours.run(1, warmUp);
    ours.run(1, requests);
    figures.put("rss_mb", parties.agent().service().rssBytes() / 1e6);
    try (Service raw = parties.raw(model);
        Service fastify = parties.fastify(model).orElse(null)) {
      List<Party> all = new ArrayList<>();
      all.add(new RawParty("raw", raw));
      all.add(ours);
      all.add(parties.skerry("json", json));
      Optional.ofNullable(fastify)
          .ifPresent(
              service -> {
                all.add(Parties.fastify("fastify_binary", service, binary));
                all.add(Parties.fastify("fastify_json", service, json));
              });
      Rounds rounds = Rounds.of(all, 1, warmUp, requests);
      put(figures, rounds);
      if (fastify != null) {
        figures.put("fastify_rss_mb", fastify.rssBytes() / 1e6);
      }
    }
  }

  private static void put(Figures figures, Rounds rounds) {
    figures.put("raw_cpu_ms", rounds.median("raw", Party.Round::cpuMs));
    for (String kind : List.of("binary", "json")) {
      figures.put("overhead_cpu_ms_" + kind, rounds.overRaw(kind));
      if (rounds.has("fastify_" + kind)) {
        figures.put("fastify_overhead_cpu_ms_" + kind, rounds.overRaw("fastify_" + kind));
      }
      for (String party : List.of(kind, "fastify_" + kind)) {
        if (rounds.has(party)) {
          figures.put(party + "_per_s", rounds.median(party, Party.Round::perSecond));
          figures.put(party + "_p50_ms", rounds.median(party, Party.Round::p50Ms));
          figures.put(party + "_p99_ms", rounds.median(party, Party.Round::p99Ms));
        }
      }
    }
  }
}
