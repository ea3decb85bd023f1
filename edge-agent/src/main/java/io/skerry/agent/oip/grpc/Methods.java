package io.skerry.agent.oip.grpc;

import io.skerry.agent.oip.Protocol;
import java.util.Map;
import java.util.Optional;

/** Which path is which method. Thread-safe. */
final class Methods {
  /** The protocol's only service. */
  static final String SERVICE = "inference.GRPCInferenceService";

  /** Answered to anyone, as {@code /health} is over HTTP. */
  static final String HEALTH = "/grpc.health.v1.Health/Check";

  private final Map<String, Method> byPath;

  /** All that are served. */
  Methods(Protocol protocol, Blocks blocks) {
    ServerMethods server = new ServerMethods(protocol.catalogue(), protocol.version());
    ModelMethods model = new ModelMethods(protocol.catalogue());
    InferWork work = new InferWork(protocol.catalogue(), blocks);
    int maxBytes = protocol.limits().bodyBytes();
    byPath =
        Map.ofEntries(
            Map.entry(HEALTH, Question.method(server::health)),
            Map.entry(path("ServerLive"), Question.method(server::live)),
            Map.entry(path("ServerReady"), Question.method(server::ready)),
            Map.entry(path("ServerMetadata"), Question.method(server::metadata)),
            Map.entry(path("RepositoryIndex"), Question.method(server::index)),
            Map.entry(path("RepositoryModelLoad"), Question.method(server::load)),
            Map.entry(path("RepositoryModelUnload"), Question.method(server::unload)),
            Map.entry(path("ModelReady"), Question.method(model::ready)),
            Map.entry(path("ModelMetadata"), Question.method(model::metadata)),
            Map.entry(path("ModelConfig"), Question.method(model::config)),
            Map.entry(path("ModelStatistics"), Question.method(model::statistics)),
            Map.entry(path("ModelInfer"), new Method(maxBytes, call -> new UnaryInfer(call, work))),
            Map.entry(
                path("ModelStreamInfer"),
                new Method(maxBytes, call -> new StreamInfer(call, work))));
  }

  /** The method of a path; empty for one that is not served. */
  Optional<Method> find(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  private static String path(String method) {
    return "/" + SERVICE + "/" + method;
  }
}
