package io.skerry.agent.engine;

import io.skerry.agent.engine.Selection.Choice;
import io.skerry.agent.engine.Selection.Runner;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * TensorRT: itself where its libraries are, else through ONNX Runtime's provider. An engine that
 * was made before serves at once; otherwise ONNX Runtime serves while one is made, one model at a
 * time. Thread-safe.
 */
final class TensorRtEngine implements Engine {
  private static final int MAX_BUILDS_WAITING = 256;
  private static final long IDLE_S = 10;

  private final OnnxEngine onnx;
  private final GpuLimits limits;
  private final EngineCache cache;
  private final Executor builds;

  TensorRtEngine(OnnxEngine onnx, GpuLimits limits) {
    this.onnx = onnx;
    this.limits = limits;
    this.cache = new EngineCache(limits.cache(), limits.cacheBytes(), InstantSource.system());
    this.builds = oneThread();
  }

  /** Its thread ends when there is nothing to build, and with the process. */
  private static Executor oneThread() {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_BUILDS_WAITING),
            Thread.ofPlatform().name("engine-build").daemon().factory());
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  @Override
  public EngineKind kind() {
    return EngineKind.TENSORRT;
  }

  @Override
  public Probe probe() {
    return switch (choose(false)) {
      case Choice.Runs(Runner runner, Optional<Runner> _) -> Engines.probe(runner);
      case Choice.Lacks(String reason) -> new Probe.Unavailable(reason);
    };
  }

  @Override
  public Probe gpu() {
    return probe();
  }

  private static Choice choose(boolean plan) {
    return Selection.of(EngineKind.TENSORRT, Optional.empty(), plan, Engines::probe);
  }

  @Override
  public Session open(Path model, SessionOptions options) throws EngineException {
    GpuOptions asked =
        options
            .gpu()
            .orElseThrow(() -> new EngineException("TensorRT runs on a GPU, none is asked for"));
    boolean plan = isPlan(model);
    return switch (choose(plan)) {
      case Choice.Lacks(String reason) ->
          throw new EngineException("TensorRT is not available: " + reason);
      case Choice.Runs(Runner _, Optional<Runner> meanwhile) when meanwhile.isEmpty() ->
          readPlan(model);
      case Choice.Runs(Runner runner, Optional<Runner> meanwhile) -> {
        SessionOptions first = meanwhile.get() == Runner.CUDA ? options : options.onCpu();
        String serves = meanwhile.get() == Runner.CUDA ? "ONNX Runtime CUDA" : "ONNX Runtime CPU";
        EngineSource source =
            runner == Runner.TENSORRT
                ? new PlanSource(model, asked, limits.memoryBytes(), cache, serves)
                : new ProviderSource(model, options, limits.memoryBytes(), cache, onnx, serves);
        yield open(source, asked.agreement(), () -> onnx.open(model, first));
      }
    };
  }

  /** Opens what serves first. */
  interface First {
    Session open() throws EngineException;
  }

  private Session open(EngineSource source, Agreement agreement, First first)
      throws EngineException {
    return open(source, agreement, first, builds);
  }

  /** An engine that is at hand serves alone if it can; else beside, or after, the first session. */
  static Session open(EngineSource source, Agreement agreement, First first, Executor builds)
      throws EngineException {
    Optional<PartialSession> kept = source.kept();
    boolean used = false;
    try {
      if (kept.isPresent() && kept.get().whole() && agreement.difference(kept.get()).isEmpty()) {
        used = true;
        return kept.get();
      }
      Session serving = first.open();
      used = true;
      return kept.isPresent()
          ? UpgradingSession.start(
              serving, new ReadyUpgrade(source, kept.get()), agreement, Runnable::run)
          : UpgradingSession.start(serving, source, agreement, builds);
    } finally {
      if (!used) {
        kept.ifPresent(Session::close);
      }
    }
  }

  private Session readPlan(Path model) throws EngineException {
    try (Arena arena = Arena.ofShared();
        FileChannel file = FileChannel.open(model, StandardOpenOption.READ)) {
      return TensorRtSession.of(
          TensorRtPlan.read(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena)),
          limits.memoryBytes());
    } catch (IOException e) {
      throw new EngineException("engine " + model.getFileName() + ": " + e, e);
    }
  }

  /** A finished engine begins with a letter and {@code trt}, which no ONNX file does. */
  static boolean isPlan(Path model) throws EngineException {
    try (InputStream file = Files.newInputStream(model)) {
      byte[] mark = file.readNBytes(4);
      return mark.length == 4 && mark[1] == 't' && mark[2] == 'r' && mark[3] == 't';
    } catch (IOException e) {
      throw new EngineException("model " + model.getFileName() + ": " + e, e);
    }
  }
}
