package io.skerry.agent.oip;

import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Repository;
import io.skerry.agent.infer.Served;
import io.skerry.protocol.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The Open Inference Protocol v2 over HTTP, with Triton's extensions for binary tensors,
 * statistics, the model repository, sequences, schedule policy, parameters and classification. All
 * errors are {@code {"error": "…"}}. Who may ask is decided before. Event loop only, and of one
 * event loop.
 */
public final class OipRoutes {
  private static final int LISTED = 20;
  private static final int MAX_INDEX_BYTES = 4096;

  private final Catalogue catalogue;
  private final OipLimits limits;
  private final Blocks blocks;
  private final Pace pace;
  private final String version;

  /**
   * Serves what this holds.
   *
   * @param vertx whose event loop serves
   */
  public OipRoutes(Vertx vertx, Protocol protocol) {
    this.catalogue = protocol.catalogue();
    this.limits = protocol.limits();
    this.blocks = new Blocks(protocol.pool(), protocol.held());
    this.pace = new Pace(vertx);
    this.version = protocol.version();
  }

  /** Whether a path is one of the protocol's. */
  public static boolean handles(String path) {
    return path.equals("/v2") || path.startsWith("/v2/");
  }

  /** Whether anybody may ask for a path: whether the server lives and is ready. */
  public static boolean isOpen(String path) {
    return OipPath.parse(path) instanceof OipPath.Health;
  }

  /** The bytes of requests that are being read or under way, over all protocols. */
  public long heldBytes() {
    return blocks.held();
  }

  /** Makes a new connection ready for what it will ask. */
  public void connected(HttpConnection connection) {
    BodyTap.install(connection);
  }

  /** Answers a request. */
  public void serve(HttpServerRequest request) {
    OipPath path = OipPath.parse(request.path());
    Reply reply = new Reply(request);
    if (path instanceof OipPath.Unknown) {
      reply.error(404, "expected a path of the Open Inference Protocol v2; " + known());
    } else if (!request.method().name().equals(path.method())) {
      reply.wrongMethod(path.method());
    } else {
      serve(path, request, reply);
    }
  }

  private void serve(OipPath path, HttpServerRequest request, Reply reply) {
    switch (path) {
      case OipPath.Server() -> reply.json(Pages.server(version));
      case OipPath.Health(boolean ready) -> health(ready, reply);
      case OipPath.AllStats() -> reply.json(Pages.stats(catalogue.list()));
      case OipPath.Index() -> index(request, reply);
      case OipPath.Change(String name, boolean load) -> change(name, load, reply);
      case OipPath.Model asked -> model(asked, request, reply);
      case OipPath.Unknown() -> throw new IllegalStateException("answered before");
    }
  }

  private void health(boolean ready, Reply reply) {
    if (!ready) {
      reply.json(Json.object().put("live", true));
      return;
    }
    String waiting =
        catalogue.list().stream()
            .filter(model -> !isReady(model))
            .map(Served::name)
            .collect(Collectors.joining(", "));
    if (waiting.isEmpty()) {
      reply.json(Json.object().put("ready", true));
    } else {
      reply.status(503, Json.object().put("ready", false).put("error", "not ready: " + waiting));
    }
  }

  private static boolean isReady(Served model) {
    return model.availability().state() == Served.State.READY;
  }

  private void model(OipPath.Model asked, HttpServerRequest request, Reply reply) {
    Served model = catalogue.find(asked.name(), asked.version()).orElse(null);
    if (model == null) {
      reply.error(404, unknown(asked));
      return;
    }
    switch (asked.verb()) {
      case INFER -> infer(request, model);
      case METADATA -> metadata(model, reply);
      case STATS -> reply.json(Pages.stats(List.of(model)));
      case READY -> {
        boolean ready = isReady(model);
        var json = Json.object().put("name", model.name()).put("ready", ready);
        reply.status(
            ready ? 200 : 503, ready ? json : json.put("error", model.availability().reason()));
      }
    }
  }

  private void infer(HttpServerRequest request, Served model) {
    new InferCall(request, model, blocks, Vertx.currentContext())
        .begin(new BodyReader(request, blocks, limits, pace));
  }

  private static void metadata(Served model, Reply reply) {
    Context context = Vertx.currentContext();
    model.describe(
        (description, fault) ->
            context.runOnContext(
                now -> {
                  if (description.isPresent()) {
                    reply.json(Pages.metadata(model, description.get()));
                  } else {
                    reply.error(503, fault);
                  }
                }));
  }

  private String unknown(OipPath.Model asked) {
    String version = asked.version().map(wanted -> " of version " + wanted).orElse("");
    return "no model " + asked.name() + version + "; " + known();
  }

  private String known() {
    List<Served> models = catalogue.list();
    String names =
        models.stream()
            .limit(LISTED)
            .map(model -> model.name() + " " + model.version())
            .collect(Collectors.joining(", "));
    return models.isEmpty()
        ? "no model is active"
        : "models: " + names + (models.size() > LISTED ? " and more" : "");
  }

  private void index(HttpServerRequest request, Reply reply) {
    OipLimits small = new OipLimits(MAX_INDEX_BYTES, limits.heldBytes(), limits.body());
    BodyReader reader = new BodyReader(request, blocks, small, pace);
    request.exceptionHandler(gone -> reader.stop());
    reader.read(0).onSuccess(body -> index(body, reply)).onFailure(fault -> refuse(fault, reply));
  }

  private static void refuse(Throwable fault, Reply reply) {
    boolean refused = fault instanceof RefusedException;
    reply.breakOff(refused ? ((RefusedException) fault).status() : 500, fault.getMessage());
  }

  private void index(Body body, Reply reply) {
    boolean readyOnly;
    try {
      readyOnly = IndexReader.readyOnly(body.bytes(0, body.length()));
    } catch (InvalidRequestException e) {
      reply.error(400, e.getMessage());
      return;
    } finally {
      body.free();
    }
    reply.json(Pages.index(catalogue.list(), readyOnly));
  }

  private void change(String name, boolean load, Reply reply) {
    if (!(catalogue instanceof Repository repository)) {
      reply.error(400, "models come by signed releases: they can't be loaded or unloaded here");
      return;
    }
    Context context = Vertx.currentContext();
    Consumer<Optional<String>> told =
        fault ->
            context.runOnContext(
                now -> {
                  if (fault.isEmpty()) {
                    reply.json(Json.object());
                  } else {
                    reply.error(400, fault.get());
                  }
                });
    if (load) {
      repository.load(name, told);
    } else {
      repository.unload(name, told);
    }
  }
}
