package io.skerry.agent.oip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Answered;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferOutcome.Refused;
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
 * A model that gives back what it takes, from a thread of its own, or holds it until it is told to
 * go on or the caller takes it back.
 */
final class Echo implements Served {
  /** Copies of outputs that were not freed. */
  final AtomicInteger lent = new AtomicInteger();

  /** Requests that were taken back. */
  final AtomicInteger cancelled = new AtomicInteger();

  /** What is held. */
  final ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();

  /** The last request. */
  final AtomicReference<InferRequest> last = new AtomicReference<>();

  /** Why everything is refused; null to echo. */
  volatile Reason refusal;

  volatile boolean holds;
  private final InferenceStats stats = new InferenceStats();
  private final String name;

  Echo(String name) {
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
    return "echo";
  }

  @Override
  public Availability availability() {
    return refusal == Reason.UNAVAILABLE
        ? new Availability(State.UNAVAILABLE, false, "out of order")
        : new Availability(State.READY, true, "");
  }

  @Override
  public InferenceStats stats() {
    return stats;
  }

  @Override
  public void describe(DescriptionListener listener) {
    Tensors.Spec spec = new Tensors.Spec("x", ElementType.FLOAT32, List.of("batch", "3"));
    if (refusal == Reason.UNAVAILABLE) {
      listener.described(Optional.empty(), "out of order");
    } else {
      listener.described(Optional.of(new Description(List.of(spec), List.of(spec), 8)), "");
    }
  }

  @Override
  public Ticket infer(InferRequest request, Completion completion) {
    last.set(request);
    stats.began();
    if (refusal != null) {
      stats.failed(1);
      completion.ended(new Refused(refusal, "refused: " + refusal));
      return Ticket.FINAL;
    }
    Once once = new Once(completion);
    Runnable go = () -> once.tell(answer(request));
    if (holds) {
      held.add(go);
    } else {
      Thread.ofPlatform().name("echo").start(go);
    }
    return () -> once.cancel(held.remove(go));
  }

  /** Tells once. */
  private final class Once {
    private final AtomicReference<Completion> completion;

    Once(Completion completion) {
      this.completion = new AtomicReference<>(completion);
    }

    void tell(InferOutcome outcome) {
      Completion told = completion.getAndSet(null);
      if (told != null) {
        told.ended(outcome);
      } else if (outcome instanceof Answered answered) {
        answered.free();
      }
    }

    void cancel(boolean waited) {
      Completion told = completion.getAndSet(null);
      if (told != null && waited) {
        cancelled.incrementAndGet();
        stats.failed(1);
        told.ended(new Refused(Reason.CANCELLED, "taken back"));
      } else if (told != null) {
        completion.set(told); // it runs, and is told soon
      }
    }
  }

  private InferOutcome answer(InferRequest request) {
    List<String> names =
        request.outputs().isEmpty() ? List.copyOf(request.inputs().keySet()) : request.outputs();
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (String output : names) {
      Tensor input = request.inputs().get(output);
      if (input == null) {
        new Answered("", outputs).free();
        stats.failed(1);
        return new Refused(Reason.INVALID, "no output " + output);
      }
      outputs.put(output, copy(input));
    }
    stats.answered(1, 1, 1, 1, 1);
    stats.executed(1, 1);
    return new Answered(version(), outputs);
  }

  private Tensor copy(Tensor input) {
    if (input.type() == ElementType.STRING) {
      return Tensor.ofTexts(input.texts(), input.shape());
    }
    assertEquals(0, input.bytes().alignmentOffset(0, Tensor.ALIGNMENT), "as engines want it");
    Tensor copy = Tensor.allocate(input.type(), input.shape());
    copy.bytes().put(input.bytes());
    lent.incrementAndGet();
    return Tensor.wrap(input.type(), input.shape(), copy.bytes(), lent::decrementAndGet);
  }
}
