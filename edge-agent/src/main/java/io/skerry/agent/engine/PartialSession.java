package io.skerry.agent.engine;

import java.util.Map;

/** A session that was made for some shapes of its inputs only. */
interface PartialSession extends Session {
  /** Whether it runs whatever the model itself could run. */
  boolean whole();

  /** Whether it runs inputs of these shapes. */
  boolean takes(Map<String, Tensor> inputs);
}
