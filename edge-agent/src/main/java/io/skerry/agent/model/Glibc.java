package io.skerry.agent.model;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * What the system's C library offers beyond Java. Where it lacks a function nothing happens.
 * Thread-safe.
 */
final class Glibc {
  private static final int PRIO_PROCESS = 0;
  private static final int THIS_THREAD = 0;
  private static final int POLITE = 10;

  private Optional<MethodHandle> trim = Optional.empty();
  private Optional<MethodHandle> priority = Optional.empty();
  private boolean sought;

  private Glibc() {}

  /** That of this machine; looked for when first needed, which no start does. */
  static Glibc here() {
    return new Glibc();
  }

  /** Gives memory that was freed back to the system; false where that can't be. Takes a while. */
  boolean trim() {
    seek();
    return trim.isPresent() && call(trim.get(), 0L) == 1;
  }

  /**
   * Lets other threads go before this one, for as long as it lives; threads that it starts inherit
   * that. False where that can't be.
   */
  boolean stepBack() {
    seek();
    return priority.isPresent() && call(priority.get(), PRIO_PROCESS, THIS_THREAD, POLITE) == 0;
  }

  /** By the signatures of the manual pages. */
  private synchronized void seek() {
    if (sought) {
      return;
    }
    sought = true;
    trim = find("malloc_trim", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    if (System.getProperty("os.name").equals("Linux")) { // elsewhere it is a process'
      priority = find("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }
  }

  private static Optional<MethodHandle> find(String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(address -> linker.downcallHandle(address, signature));
  }

  private static int call(MethodHandle function, Object... arguments) {
    try {
      return (int) function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException("calling the C library", e);
    }
  }
}
