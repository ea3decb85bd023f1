package io.skerry.agent.oip.grpc;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Engines;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Ticket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real model in the real engine, run by one thread, for tests. */
final class SessionModel implements Served, AutoCloseable {
  private final String name;
  private final Session session;
  private final InferenceStats stats = new InferenceStats();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  SessionModel(String name, Path file) throws EngineException {
    this.name = name;
    this.session = Engines.onnxRuntime().open(file, new SessionOptions(1));
  }

  Map<String, Tensor> run(Map<String, Tensor> inputs) throws EngineException {
    return session.run(inputs);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String platform() {
    return "onnxruntime_onnx";
  }

  @Override
  public Availability availability() {
    return new Availability(State.READY, true, "");
  }

  @Override
  public InferenceStats stats() {
    return stats;
  }

  @Override
  public void describe(DescriptionListener listener) {
    listener.described(Optional.of(new Description(session.inputs(), session.outputs(), 1)), "");
  }

  @Override
  public Ticket infer(InferRequest request, Completion completion) {
    thread.execute(() -> completion.ended(answer(request)));
    return Ticket.FINAL;
  }

  private InferOutcome answer(InferRequest request) {
    try {
      return new InferOutcome.Answered(version(), session.run(request.inputs()));
    } catch (EngineException e) {
      return new InferOutcome.Refused(Reason.FAILED, e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.close();
    session.close();
  }
}
