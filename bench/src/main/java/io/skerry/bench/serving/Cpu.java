package io.skerry.bench.serving;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** CPU time. */
final class Cpu {
  private Cpu() {}

  /** Of this process, all threads, in nanoseconds. */
  static long ofThisProcess() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
