package io.skerry.agent.model;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a model once before anybody waits for it, where no sample is at hand. */
public final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private WarmUp() {}

  /** One run on zeros, if all shapes are fixed; zeros that the model does not take are no fault. */
  public static void run(Session session) {
    Map<String, Tensor> inputs = new HashMap<>();
    for (Tensors.Spec spec : session.inputs()) {
      long[] shape = spec.dimensions();
      for (long dimension : shape) {
        if (dimension < 0) {
          return;
        }
      }
      if (spec.type() == ElementType.STRING) {
        return;
      }
      inputs.put(spec.name(), Tensor.allocate(spec.type(), shape));
    }
    try {
      session.run(inputs).values().forEach(Tensor::free);
    } catch (EngineException e) {
      LOG.debug("zeros don't warm it up: {}", e.getMessage());
    }
  }
}
