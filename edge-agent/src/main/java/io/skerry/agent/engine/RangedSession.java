package io.skerry.agent.engine;

import io.skerry.protocol.manifest.TensorRt.Range;
import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.Map;

/** A session that was made for shapes within ranges. Thread-safe, as the session is. */
record RangedSession(Session session, Map<String, Range> ranges) implements PartialSession {
  @Override
  public boolean whole() {
    return ranges.isEmpty();
  }

  @Override
  public boolean takes(Map<String, Tensor> inputs) {
    return ShapeRanges.hold(ranges, inputs);
  }

  @Override
  public List<Tensors.Spec> inputs() {
    return session.inputs();
  }

  @Override
  public List<Tensors.Spec> outputs() {
    return session.outputs();
  }

  @Override
  public Map<String, Tensor> run(
      Map<String, Tensor> given, List<String> wanted, Cancellation cancellation)
      throws EngineException {
    return session.run(given, wanted, cancellation);
  }

  @Override
  public void close() {
    session.close();
  }
}
