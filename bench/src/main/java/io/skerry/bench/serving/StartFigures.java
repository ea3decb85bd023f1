package io.skerry.bench.serving;

import io.skerry.bench.Figures;
import io.skerry.bench.process.Service;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** From exec to the first answered inference of the CNN, with nobody to connect to. */
record StartFigures(Parties parties, int starts) {
  void put(Figures figures) throws IOException {
    ByteBuffer request = Requests.binary(parties.cnn());
    List<Double> ours = new ArrayList<>();
    List<Double> fastify = new ArrayList<>();
    parties.agent().close();
    parties.stopController();
    for (int i = 0; i < starts; i++) {
      long began = System.nanoTime();
      parties.agent().start(0);
      parties.skerry("binary", request).answer();
      ours.add((System.nanoTime() - began) / 1e9);
      parties.agent().close();
      began = System.nanoTime();
      try (Service service = parties.fastify(parties.cnn()).orElse(null)) {
        if (service != null) {
          Parties.fastify("fastify", service, request).answer();
          fastify.add((System.nanoTime() - began) / 1e9);
        }
      }
    }
    figures.put("ready_s", Figures.median(ours));
    if (!fastify.isEmpty()) {
      figures.put("fastify_ready_s", Figures.median(fastify));
    }
    parties.startController();
    parties.agent().start(0);
  }
}
