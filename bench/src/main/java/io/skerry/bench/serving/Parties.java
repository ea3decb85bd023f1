package io.skerry.bench.serving;

import ai.onnxruntime.OrtException;
import io.skerry.bench.process.Home;
import io.skerry.bench.process.Service;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The processes that are compared: an enrolled agent with its controller, the bare engine, Fastify.
 */
final class Parties implements AutoCloseable {
  private final Home home;
  private final Path fetched;
  private final Path folder;
  private final boolean withFastify;
  private final Model cnn;
  private final Model embedder;
  private final Site site;

  private Parties(Home home, Path fetched, Path folder, boolean withFastify) {
    this.home = home;
    this.fetched = fetched;
    this.folder = folder;
    this.withFastify = withFastify;
    this.cnn = Model.cnn(fetched);
    this.embedder = Model.embedder(fetched);
    this.site = Site.create(home, folder, 0, List.of("cam-1"));
  }

  /** An agent that runs the CNN; both models are published. */
  static Parties create(Home home, Path fetched, Path folder, boolean withFastify)
      throws IOException, OrtException {
    Parties parties = new Parties(home, fetched, folder, withFastify);
    parties.site.release(
        "examples/config/shop",
        Release.of(parties.cnn, folder).toString(),
        Release.of(parties.embedder, folder).toString());
    parties.site.enrol(0);
    parties.rollOut("config/shop");
    parties.rollOut(parties.cnn.name());
    return parties;
  }

  Model cnn() {
    return cnn;
  }

  Model embedder() {
    return embedder;
  }

  Agent agent() {
    return site.first();
  }

  void rollOut(String model) {
    Rollouts rollouts = new Rollouts(site.controller().client());
    rollouts.succeeded(rollouts.start(model + "@1.0.0"));
  }

  /** The agent as an answering party; it must run. */
  ServerParty skerry(String name, ByteBuffer request) {
    return new ServerParty(name, agent().service(), agent().url(), request);
  }

  /** The bare engine with this model. */
  Service raw(Model model) {
    return Service.startClass(
        home,
        RawLoop.class,
        folder.resolve("raw.log"),
        List.of(model.shortName(), fetched.toString()));
  }

  /** Fastify with this model, unless it is left out. */
  Optional<Service> fastify(Model model) {
    if (!withFastify) {
      return Optional.empty();
    }
    return Optional.of(
        Service.started(
            home,
            "fastify",
            folder.resolve("fastify.log"),
            List.of(
                "node",
                fetched.resolve("fastify/server.js").toString(),
                model.name() + "=" + model.file())));
  }

  static ServerParty fastify(String name, Service service, ByteBuffer request) {
    return new ServerParty(name, service, URI.create(service.ready().get("url").asText()), request);
  }

  /** Stops the controller, so that a start needs nobody. */
  void stopController() {
    site.controller().close();
  }

  void startController() {
    site.controller().start();
  }

  @Override
  public void close() {
    site.close();
  }
}
