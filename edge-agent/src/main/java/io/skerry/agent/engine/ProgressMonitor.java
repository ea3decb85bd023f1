package io.skerry.agent.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.skerry.agent.engine.VersionedObject.Function;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.List;

/**
 * TensorRT's {@code IProgressMonitor}: {@code phaseStart, stepComplete, phaseFinish}. The builder
 * calls it on threads of its own, until the build has ended; close it then.
 */
final class ProgressMonitor implements AutoCloseable {
  private final BuildProgress progress;
  private final VersionedObject object;

  ProgressMonitor(BuildProgress progress) {
    this.progress = progress;
    this.object = new VersionedObject("IProgressMonitor", functions());
  }

  private List<Function> functions() {
    Lookup lookup = MethodHandles.lookup();
    return List.of(
        Function.of(
            lookup, this, "begin", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_INT)),
        Function.of(
            lookup, this, "step", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, ADDRESS, JAVA_INT)),
        Function.of(lookup, this, "end", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS)));
  }

  /** Where it lies. */
  MemorySegment object() {
    return object.object();
  }

  // What the table points to, found by name; TensorRT is the caller.

  void begin(MemorySegment self, MemorySegment phase, MemorySegment parent, int steps) {
    progress.begin(VersionedObject.text(phase), steps);
  }

  boolean step(MemorySegment self, MemorySegment phase, int step) {
    return progress.step(VersionedObject.text(phase));
  }

  void end(MemorySegment self, MemorySegment phase) {
    progress.end(VersionedObject.text(phase));
  }

  @Override
  public void close() {
    object.close();
  }
}
