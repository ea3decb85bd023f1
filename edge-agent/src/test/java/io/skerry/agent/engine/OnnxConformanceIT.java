package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import io.skerry.agent.onnxdata.Comparison;
import io.skerry.agent.onnxdata.OnnxCase;
import io.skerry.agent.onnxdata.OnnxCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every operator case of Debian's {@code libonnx-testdata} through our session, bit for bit equal
 * to ONNX Runtime called as its manual says, with the same options.
 */
final class OnnxConformanceIT {
  private static final SessionOptions OPTIONS = new SessionOptions(1);

  private static final String EQUAL = "equal";
  private static final String DIFFERENT = "different";
  private static final String OTHER = "hold sequences, maps or optional values";
  private static final String CANNOT_LOAD = "ONNX Runtime can't load";
  private static final String CANNOT_RUN = "ONNX Runtime can't run";
  private static final int NO_TENSORS = 24;

  private final Engine engine = Engines.onnxRuntime();
  private final Map<String, List<String>> told = new TreeMap<>();

  @Test
  void everyCaseIsEqualToTheBareRuntime() throws Exception {
    assumeTrue(OnnxCases.areInstalled(), "skipped: apt-get install libonnx-testdata");
    List<OnnxCase> cases = OnnxCases.all();
    for (OnnxCase one : cases) {
      told.computeIfAbsent(compare(one), _ -> new ArrayList<>()).add(one.name());
    }
    told.forEach(
        (what, names) ->
            System.out.println(
                "onnx: " + names.size() + " " + what + (what.equals(EQUAL) ? "" : ": " + names)));
    assertEquals(List.of(), told.getOrDefault(DIFFERENT, List.of()), "not equal bit for bit");
    assertEquals(NO_TENSORS, told.get(OTHER).size(), "cases that hold no tensors: " + told);
    assertTrue(told.get(EQUAL).size() > 980, "most cases run");
  }

  private String compare(OnnxCase one) throws Exception {
    if (!one.tensorsOnly()) {
      assertThrows(EngineException.class, () -> engine.open(one.model(), OPTIONS).close());
      return OTHER;
    }
    try (BareRuntime bare = BareRuntime.open(one.model())) {
      try (Session own = engine.open(one.model(), OPTIONS)) {
        for (OnnxCase.DataSet set : one.dataSets()) {
          String outcome = compare(one.named(set), bare, own);
          if (!outcome.equals(EQUAL)) {
            return outcome;
          }
        }
      }
      return EQUAL;
    } catch (OrtException e) {
      assertThrows(EngineException.class, () -> engine.open(one.model(), OPTIONS).close());
      return CANNOT_LOAD;
    }
  }

  private static String compare(Map<String, Tensor> inputs, BareRuntime bare, Session own)
      throws Exception {
    Map<String, Tensor> expected;
    try {
      expected = bare.run(inputs);
    } catch (OrtException e) {
      assertThrows(EngineException.class, () -> own.run(inputs));
      return CANNOT_RUN;
    }
    Map<String, Tensor> outputs = own.run(inputs);
    try {
      return Comparison.same(expected, outputs, false) ? EQUAL : DIFFERENT;
    } finally {
      outputs.values().forEach(Tensor::free);
    }
  }
}
