package io.skerry.agent.engine;

import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.tensorrt.nvinfer.ILogger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What TensorRT says, which tells faults in its log only: the calls themselves just fail. Called on
 * any thread; lives as long as what was made with it.
 */
final class TensorRtLog extends ILogger {
  private static final Logger LOG = LoggerFactory.getLogger(TensorRtLog.class);

  private final AtomicReference<String> fault = new AtomicReference<>("no reason was given");

  @Override
  public void log(ILogger.Severity severity, String message) {
    switch (severity) {
      case kINTERNAL_ERROR, kERROR -> {
        fault.set(message);
        LOG.debug("{}", message); // it comes to the caller as an exception
      }
      case kWARNING -> LOG.debug("{}", message);
      default -> {}
    }
  }

  /** The last fault, as a fault of ours. */
  EngineException fault(String subject) {
    return new EngineException(subject + ": " + fault.get());
  }
}
