package io.skerry.agent.standalone;

import io.skerry.agent.engine.Session;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Ticket;
import io.skerry.agent.model.Resident;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version of a model in a folder. When its file changes, the new one is loaded beside the old,
 * which answers until then, and after that for the sequences that began on it. Thread-safe; nothing
 * here blocks.
 */
final class Slot implements Served {
  private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
  private static final int MOST_OLD = 4;

  private final String name;
  private final String version;
  private final FolderRuntime runtime;
  private final List<FileModel> old = new CopyOnWriteArrayList<>();
  private volatile FileModel current;
  private volatile Layout.Seen seen;
  private volatile boolean unloaded;

  Slot(String name, String version, Layout.Seen seen, FolderRuntime runtime) {
    this.name = name;
    this.version = version;
    this.seen = seen;
    this.runtime = runtime;
    this.current = model(seen);
  }

  private FileModel model(Layout.Seen file) {
    return FileModel.of(new FileSource(name, version, file, runtime), runtime);
  }

  /** The file as it was last seen. */
  Layout.Seen seen() {
    return seen;
  }

  /** Takes a file that has changed, or has gone. */
  synchronized void look(Layout.Seen now) {
    for (FileModel model : old) {
      if (!model.sequencing()) {
        drop(model);
      }
    }
    if (now.stamp().equals(seen.stamp())) {
      return;
    }
    seen = now;
    FileModel next = model(now);
    if (now.stamp().isEmpty() || !current.resident().availability().loaded()) {
      swap(next);
      return;
    }
    next.resident()
        .await(
            new Told(
                fault -> {
                  if (fault.isEmpty()) {
                    swap(next);
                  } else {
                    LOG.warn("{} stays as it was: {}", name, fault.get());
                    next.resident().letGoSoon();
                  }
                }));
  }

  private synchronized void swap(FileModel next) {
    FileModel before = current;
    current = next;
    if (before.sequencing()) {
      old.add(before);
      if (old.size() > MOST_OLD) {
        drop(old.getFirst());
      }
    } else {
      before.resident().letGoSoon();
    }
  }

  private void drop(FileModel model) {
    if (old.remove(model)) {
      model.resident().letGoSoon();
    }
  }

  /** Brings it into memory; tells why it can't, if so. */
  void load(Consumer<Optional<String>> told) {
    unloaded = false;
    current.resident().await(new Told(told));
  }

  /** Takes it out of memory until it is loaded again. */
  synchronized void unload() {
    unloaded = true;
    old.forEach(this::drop);
    swap(model(seen));
  }

  /** Ends it for good. */
  synchronized void close() {
    unloaded = true;
    old.forEach(this::drop);
    current.resident().letGoSoon();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String platform() {
    return "onnxruntime_onnx";
  }

  @Override
  public Availability availability() {
    return unloaded
        ? new Availability(State.UNAVAILABLE, false, "unloaded")
        : current.resident().availability();
  }

  @Override
  public InferenceStats stats() {
    return current.source().stats();
  }

  @Override
  public void describe(DescriptionListener listener) {
    FileSource source = current.source();
    Optional<Description> known = source.description();
    if (known.isPresent()) {
      listener.described(known, "");
    } else if (unloaded) {
      listener.described(Optional.empty(), name + " is unloaded");
    } else {
      current
          .resident()
          .await(new Told(fault -> listener.described(source.description(), fault.orElse(""))));
    }
  }

  @Override
  public Ticket infer(InferRequest request, Completion completion) {
    if (unloaded) {
      String message = name + " is unloaded: load it first";
      completion.ended(new InferOutcome.Refused(Reason.UNAVAILABLE, message));
      return Ticket.FINAL;
    }
    Resident resident = hold(request.sequence());
    return resident.infer(
        request,
        outcome -> {
          try {
            completion.ended(outcome);
          } finally {
            resident.letGoSoon();
          }
        });
  }

  private Resident hold(Optional<InferRequest.Sequence> sequence) {
    while (true) {
      Resident now = current.resident();
      Resident chosen =
          sequence.isEmpty() || sequence.get().start() || now.knows(sequence.get().id())
              ? now
              : where(sequence.get().id()).orElse(now);
      if (chosen.hold()) {
        return chosen;
      }
      Thread.onSpinWait(); // it was replaced just now: the next look sees its successor
    }
  }

  private Optional<Resident> where(String sequenceId) {
    return old.stream()
        .map(FileModel::resident)
        .filter(resident -> resident.knows(sequenceId))
        .findFirst();
  }

  /** Says whether a load worked. */
  private record Told(Consumer<Optional<String>> fault) implements Resident.Listener {
    @Override
    public void loaded(Session session) {
      fault.accept(Optional.empty());
    }

    @Override
    public void failed(String why) {
      fault.accept(Optional.of(why));
    }
  }
}
