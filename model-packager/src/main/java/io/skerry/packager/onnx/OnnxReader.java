package io.skerry.packager.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads an ONNX file's description: streams the file, skips the weights. The file may be hostile.
 * Confined to one thread.
 */
public final class OnnxReader {
  /** The longest ONNX file, in bytes: what a protobuf can be. */
  public static final long MAX_BYTES = Integer.MAX_VALUE;

  private static final int MAX_OPSETS = 64;
  private static final int MAX_FUNCTIONS = 100_000;

  private final ProtoReader in;
  private final GraphScan graph;
  private final Map<String, Long> opsets = new TreeMap<>();
  private final Set<String> functions = new HashSet<>();
  private String producer = "";
  private boolean hasGraph;

  private OnnxReader(InputStream stream) {
    in = new ProtoReader(stream);
    graph = new GraphScan(in);
  }

  /**
   * Reads a file.
   *
   * @throws FormatException if it is no ONNX model, damaged, or beyond the limits
   */
  public static OnnxModel read(Path file) throws IOException, FormatException {
    if (Files.size(file) > MAX_BYTES) {
      throw new FormatException(file + ": expected an ONNX file of at most 2 GiB");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return new OnnxReader(stream).model();
    } catch (InvalidProtocolBufferException e) {
      throw new FormatException(file + ": no ONNX file, or a damaged one: " + e.getMessage());
    } catch (FormatException | IllegalArgumentException e) {
      throw new FormatException(file + ": " + e.getMessage());
    }
  }

  private OnnxModel model() throws IOException, FormatException {
    in.file(this::field);
    if (!hasGraph || opsets.isEmpty()) {
      throw new FormatException("expected an ONNX model with a graph and an opset");
    }
    Set<String> foreign = new HashSet<>(graph.operators);
    foreign.removeAll(functions);
    List<Tensors.Spec> inputs = new ArrayList<>();
    for (ValueInfo input : graph.inputs) {
      if (!graph.initialisers.contains(input.name())) {
        inputs.add(input.spec());
      }
    }
    List<Tensors.Spec> outputs = new ArrayList<>();
    for (ValueInfo output : graph.outputs) {
      outputs.add(output.spec());
    }
    return new OnnxModel(producer, opsets, inputs, outputs, foreign, graph.externalData);
  }

  private boolean field(int number) throws IOException, FormatException {
    switch (number) {
      case 2 -> producer = in.text();
      case 7 -> {
        if (hasGraph) {
          throw new FormatException("expected one graph, got a second");
        }
        hasGraph = graph.topGraph();
      }
      case 8 -> opset();
      case 25 -> function();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void opset() throws IOException, FormatException {
    String[] domain = {""};
    long[] version = {0};
    in.message(
        number -> {
          switch (number) {
            case 1 -> domain[0] = in.text();
            case 2 -> version[0] = in.integer();
            default -> {
              return false;
            }
          }
          return true;
        });
    if (opsets.size() < MAX_OPSETS) {
      opsets.put(domain[0], version[0]);
    }
  }

  /** A function of the file's own: what it is called is no foreign operator. */
  private void function() throws IOException, FormatException {
    String[] nameAndDomain = {"", ""};
    in.message(
        number -> {
          switch (number) {
            case 1 -> nameAndDomain[0] = in.text();
            case 10 -> nameAndDomain[1] = in.text();
            case 7 -> graph.node();
            default -> {
              return false;
            }
          }
          return true;
        });
    if (functions.size() == MAX_FUNCTIONS) {
      throw new FormatException("more than " + MAX_FUNCTIONS + " functions");
    }
    functions.add(nameAndDomain[1] + "." + nameAndDomain[0]);
  }
}
