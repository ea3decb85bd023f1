package io.skerry.agent.oip.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inference.GRPCInferenceServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.skerry.agent.engine.TensorPool;
import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Repository;
import io.skerry.agent.infer.Served;
import io.skerry.agent.oip.OipLimits;
import io.skerry.agent.oip.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A running server, with a channel of grpc-java to it. */
final class TestServer implements AutoCloseable {
  static final OipLimits SMALL = new OipLimits(4 << 20, 16 << 20, Duration.ofSeconds(60));

  final EchoModel echo = new EchoModel("test/echo");
  final GrpcApi api;
  final ManagedChannel channel;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  /** With the echo and these models. */
  TestServer(Served... more) {
    this(new Models(List.of(more)), SMALL, anyone -> true);
  }

  TestServer(Models models, OipLimits limits, Predicate<Optional<String>> allows) {
    models.echo = echo;
    Protocol protocol = new Protocol(models.catalogue(), limits, new TensorPool(32 << 20), "9.9");
    api = GrpcApi.start(vertx, new GrpcConfig("127.0.0.1", 0, allows), protocol).await();
    channel = connect();
  }

  ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("127.0.0.1", api.port())
        .usePlaintext()
        .maxInboundMessageSize(128 << 20)
        .build();
  }

  GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  /** Nothing of any request is held any more. */
  void assertNothingHeld() {
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertEquals(0, api.heldBytes());
              assertEquals(0, echo.outputsHeld.get());
              assertEquals(0, echo.stats().pending());
            });
  }

  @Override
  public void close() {
    channel.shutdownNow();
    api.close().await();
    vertx.close().await();
  }

  /** The models of a test. */
  static class Models implements Catalogue {
    private final List<Served> more;
    private EchoModel echo;

    Models(List<Served> more) {
      this.more = more;
    }

    Catalogue catalogue() {
      return this;
    }

    @Override
    public Optional<Served> find(String name, Optional<String> version) {
      return list().stream()
          .filter(model -> model.name().equals(name))
          .filter(model -> version.isEmpty() || version.get().equals(model.version()))
          .findFirst();
    }

    @Override
    public List<Served> list() {
      Served[] all = Arrays.copyOf(more.toArray(Served[]::new), more.size() + 1);
      all[more.size()] = echo;
      return List.of(all);
    }
  }

  /** Models that callers may load and unload. */
  static final class Loadable extends Models implements Repository {
    Loadable() {
      super(List.of());
    }

    @Override
    public void load(String name, Consumer<Optional<String>> told) {
      told.accept(name.equals("good") ? Optional.empty() : Optional.of("no folder " + name));
    }

    @Override
    public void unload(String name, Consumer<Optional<String>> told) {
      load(name, told);
    }
  }
}
