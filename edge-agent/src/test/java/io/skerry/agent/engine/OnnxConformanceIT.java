package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.skerry.agent.onnxdata.OnnxCase;
import io.skerry.agent.onnxdata.OnnxCases;
import io.skerry.protocol.manifest.ElementType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

  private final OrtEnvironment environment = OnnxEngine.environment();
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
    try (OrtSession.SessionOptions options = OnnxEngine.settings(OPTIONS);
        OrtSession bare = environment.createSession(one.model().toString(), options)) {
      try (Session own = engine.open(one.model(), OPTIONS)) {
        for (OnnxCase.DataSet set : one.dataSets()) {
          String outcome = compare(one, set, bare, own);
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

  private String compare(OnnxCase one, OnnxCase.DataSet set, OrtSession bare, Session own)
      throws Exception {
    Map<String, Tensor> inputs = one.named(set);
    Map<String, OnnxTensor> given = new HashMap<>();
    Map<String, Object> expected;
    try {
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        given.put(input.getKey(), bare(input.getValue()));
      }
      try (OrtSession.Result result = bare.run(given)) {
        expected = contents(result);
      }
    } catch (OrtException e) {
      assertThrows(EngineException.class, () -> own.run(inputs));
      return CANNOT_RUN;
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
    Map<String, Tensor> outputs = own.run(inputs);
    try {
      assertEquals(List.copyOf(expected.keySet()), List.copyOf(outputs.keySet()), one.name());
      for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
        if (!expected.get(output.getKey()).equals(content(output.getValue()))) {
          return DIFFERENT;
        }
      }
      return EQUAL;
    } finally {
      outputs.values().forEach(Tensor::free);
    }
  }

  private OnnxTensor bare(Tensor tensor) throws OrtException {
    long[] shape = tensor.shape();
    OnnxJavaType type =
        switch (tensor.type()) {
          case FLOAT32 -> OnnxJavaType.FLOAT;
          case FLOAT16 -> OnnxJavaType.FLOAT16;
          case FLOAT64 -> OnnxJavaType.DOUBLE;
          case BFLOAT16 -> OnnxJavaType.BFLOAT16;
          case INT8 -> OnnxJavaType.INT8;
          case UINT8 -> OnnxJavaType.UINT8;
          case INT16 -> OnnxJavaType.INT16;
          case INT32 -> OnnxJavaType.INT32;
          case INT64 -> OnnxJavaType.INT64;
          case BOOL -> OnnxJavaType.BOOL;
          case STRING -> OnnxJavaType.STRING;
          case UINT16, UINT32, UINT64 -> OnnxJavaType.UNKNOWN;
        };
    return switch (type) {
      case STRING ->
          OnnxTensor.createTensor(environment, tensor.texts().toArray(String[]::new), shape);
      case UNKNOWN -> // what the manual knows no way for
          OnnxInternals.of(environment)
              .wrap(OnnxTypes.toOnnx(tensor.type()), shape, tensor.bytes());
      default -> OnnxTensor.createTensor(environment, tensor.bytes(), shape, type);
    };
  }

  private record Content(ElementType type, List<Long> shape, Object elements) {}

  private static Object content(Tensor tensor) {
    boolean texts = tensor.type() == ElementType.STRING;
    return new Content(
        tensor.type(), shape(tensor.shape()), texts ? tensor.texts() : tensor.bytes());
  }

  private static Map<String, Object> contents(OrtSession.Result result) throws Exception {
    Map<String, Object> contents = new LinkedHashMap<>();
    for (var output : result) {
      OnnxTensor tensor = (OnnxTensor) output.getValue();
      ElementType type = OnnxTypes.fromOnnx(tensor.getInfo().onnxType, output.getKey());
      Object elements =
          type == ElementType.STRING ? texts(tensor.getValue()) : tensor.getByteBuffer();
      contents.put(
          output.getKey(), new Content(type, shape(tensor.getInfo().getShape()), elements));
    }
    return contents;
  }

  private static List<Long> shape(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  private static List<String> texts(Object nested) {
    if (nested instanceof String text) {
      return List.of(text);
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < Array.getLength(nested); i++) {
      texts.addAll(texts(Array.get(nested, i)));
    }
    return texts;
  }
}
