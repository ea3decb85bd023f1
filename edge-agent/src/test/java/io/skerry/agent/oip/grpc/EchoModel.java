package io.skerry.agent.oip.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.TensorPool;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Ticket;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A model for tests that answers each input with itself, at once or when it is told to, and counts
 * what has not been given back.
 */
final class EchoModel implements Served {
  final AtomicReference<InferRequest> last = new AtomicReference<>();
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger cancelled = new AtomicInteger();
  final AtomicInteger outputsHeld = new AtomicInteger();
  final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  volatile boolean waits;
  volatile Optional<Reason> refusal = Optional.empty();
  volatile State state = State.READY;
  private final TensorPool pool = new TensorPool(64 << 20);
  private final InferenceStats stats = new InferenceStats();
  private final String name;

  EchoModel(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public String platform() {
    return "onnxruntime_onnx";
  }

  @Override
  public Availability availability() {
    return new Availability(state, true, state == State.READY ? "" : "made so");
  }

  @Override
  public InferenceStats stats() {
    return stats;
  }

  @Override
  public void describe(DescriptionListener listener) {
    Tensors.Spec spec = new Tensors.Spec("x", ElementType.FLOAT32, List.of("batch", "3"));
    Description description = new Description(List.of(spec), List.of(spec), 8);
    boolean known = state != State.UNAVAILABLE;
    listener.described(known ? Optional.of(description) : Optional.empty(), "made so");
  }

  @Override
  public Ticket infer(InferRequest request, Completion completion) {
    last.set(request);
    asked.incrementAndGet();
    stats.began();
    AtomicInteger told = new AtomicInteger();
    Runnable answer =
        () -> {
          if (told.getAndIncrement() == 0) {
            completion.ended(outcome(request));
          }
        };
    if (waits) {
      waiting.add(answer);
    } else {
      answer.run();
    }
    return () -> {
      if (told.getAndIncrement() == 0) {
        cancelled.incrementAndGet();
        stats.failed(1);
        completion.ended(new InferOutcome.Refused(Reason.CANCELLED, "taken back"));
      }
    };
  }

  /** Answers what waits. */
  void go() {
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  private InferOutcome outcome(InferRequest request) {
    if (refusal.isPresent()) {
      stats.failed(1);
      return new InferOutcome.Refused(refusal.get(), "made so");
    }
    List<String> names =
        request.outputs().isEmpty() ? List.copyOf(request.inputs().keySet()) : request.outputs();
    if (!request.inputs().keySet().containsAll(names)) {
      stats.failed(1);
      return new InferOutcome.Refused(Reason.INVALID, "no such output in " + names);
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (String output : names) {
      outputs.put(output, copy(request.inputs().get(output)));
    }
    stats.executed(1, 5);
    stats.answered(1, 1, 2, 3, 4);
    return new InferOutcome.Answered(version(), outputs);
  }

  private Tensor copy(Tensor input) {
    outputsHeld.incrementAndGet();
    if (input.type() == ElementType.STRING) {
      outputsHeld.decrementAndGet();
      return Tensor.ofTexts(input.texts(), input.shape());
    }
    if (input.size() == 0) {
      outputsHeld.decrementAndGet();
      return Tensor.allocate(input.type(), input.shape());
    }
    assertEquals(0, input.bytes().alignmentOffset(0, Tensor.ALIGNMENT), "as engines want it");
    Tensor own = pool.take(input.type(), input.shape());
    own.bytes().put(input.bytes());
    return Tensor.wrap(
        input.type(),
        input.shape(),
        own.bytes(),
        () -> {
          outputsHeld.decrementAndGet();
          own.free();
        });
  }
}
