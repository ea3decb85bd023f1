package io.skerry.agent.onnxdata;

import io.skerry.agent.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One model with inputs and the outputs that belong to them.
 *
 * @param name with its group: {@code node/test_add}
 * @param model its file
 * @param inputs those that must be given, in the model's order
 * @param outputs in the model's order
 */
public record OnnxCase(String name, Path model, List<Value> inputs, List<Value> outputs) {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_TYPE = 1;

  /**
   * A value of the model.
   *
   * @param name its name
   * @param elementType ONNX's number of its elements' type, 0 for what is no tensor
   */
  public record Value(String name, int elementType) {
    /** Sequences, maps and optional values are not. */
    public boolean isTensor() {
      return elementType != 0;
    }
  }

  /** Inputs with their outputs, in the model's order. */
  public record DataSet(List<Tensor> inputs, List<Tensor> outputs) {}

  static OnnxCase read(String name, Path model) throws IOException {
    List<Value> inputs = new ArrayList<>();
    List<Value> outputs = new ArrayList<>();
    Set<String> constants = new HashSet<>();
    for (Proto.Field part : Proto.read(ByteBuffer.wrap(Files.readAllBytes(model)))) {
      if (part.number() != MODEL_GRAPH) {
        continue;
      }
      for (Proto.Field field : part.fields()) {
        switch (field.number()) {
          case GRAPH_INPUT -> inputs.add(value(field));
          case GRAPH_OUTPUT -> outputs.add(value(field));
          case GRAPH_INITIALIZER -> constants.add(find(field, TENSOR_NAME).text());
          default -> {} // nodes and names
        }
      }
    }
    inputs.removeIf(input -> constants.contains(input.name()));
    return new OnnxCase(name, model, List.copyOf(inputs), List.copyOf(outputs));
  }

  private static Value value(Proto.Field field) {
    for (Proto.Field type : find(field, 2).fields()) {
      if (type.number() == TENSOR_TYPE) {
        return new Value(find(field, 1).text(), (int) find(type, 1).value());
      }
    }
    return new Value(find(field, 1).text(), 0);
  }

  private static Proto.Field find(Proto.Field message, int number) {
    return message.fields().stream().filter(f -> f.number() == number).findFirst().orElseThrow();
  }

  /** Whether a protocol of tensors can carry all of it. */
  public boolean tensorsOnly() {
    return Stream.concat(inputs.stream(), outputs.stream()).allMatch(Value::isTensor);
  }

  /** Reads what belongs to it, in direct memory. */
  public List<DataSet> dataSets() throws IOException {
    List<DataSet> sets = new ArrayList<>();
    for (int i = 0; Files.isDirectory(folder(i)); i++) {
      sets.add(
          new DataSet(
              tensors(folder(i), "input_", inputs), tensors(folder(i), "output_", outputs)));
    }
    return sets;
  }

  private Path folder(int set) {
    return model.resolveSibling("test_data_set_" + set);
  }

  private static List<Tensor> tensors(Path folder, String prefix, List<Value> values)
      throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; Files.exists(folder.resolve(prefix + i + ".pb")); i++) {
      tensors.add(TensorFile.read(folder.resolve(prefix + i + ".pb"), values.get(i).elementType()));
    }
    return tensors;
  }

  /** The inputs under their names. */
  public Map<String, Tensor> named(DataSet set) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int i = 0; i < set.inputs().size(); i++) {
      named.put(inputs.get(i).name(), set.inputs().get(i));
    }
    return named;
  }
}
