package io.skerry.agent.onnxdata;

/** Writes small ONNX models, as {@code onnx.proto} numbers their fields. */
public final class OnnxModels {
  private static final int OPSET = 16;
  private static final int INT64 = 7;
  private static final int BOOL = 9;

  private OnnxModels() {}

  /** A model with that graph. */
  public static byte[] model(Proto graph) {
    Proto operators = new Proto().text(1, "").number(2, OPSET);
    return new Proto().number(1, 8).message(7, graph).message(8, operators).toBytes();
  }

  /** One operator with one input {@code x} and one output {@code y} of any shape. */
  public static byte[] single(String operator, int type) {
    return model(
        new Proto()
            .message(1, node(operator, "x", "y"))
            .text(2, "single")
            .message(11, value("x", type))
            .message(12, value("y", type)));
  }

  /** Output {@code x} is input {@code x}; {@code y} is computed of it. */
  public static byte[] handedThrough(int type) {
    return model(
        new Proto()
            .message(1, node("Neg", "x", "y"))
            .text(2, "handed-through")
            .message(11, value("x", type))
            .message(12, value("x", type))
            .message(12, value("y", type)));
  }

  /** Counts from {@code x} up, one operator after the other, for ever. */
  public static byte[] endless() {
    Proto body =
        new Proto()
            .message(1, node("Identity", "again", "again_out"))
            .message(1, node("Add", "v", "v", "v_out"))
            .text(2, "body")
            .message(11, scalar("i", INT64))
            .message(11, scalar("again", BOOL))
            .message(11, scalar("v", INT64))
            .message(12, scalar("again_out", BOOL))
            .message(12, scalar("v_out", INT64));
    Proto loop = node("Loop", "", "on", "x", "y").message(5, graphAttribute("body", body));
    return model(
        new Proto()
            .message(1, loop)
            .text(2, "endless")
            .message(11, scalar("on", BOOL))
            .message(11, scalar("x", INT64))
            .message(12, scalar("y", INT64)));
  }

  /** A model whose output is a sequence of its input. */
  public static byte[] sequence() {
    Proto element = new Proto().message(1, new Proto().number(1, 1));
    Proto type = new Proto().message(4, new Proto().message(1, element));
    return model(
        new Proto()
            .message(1, node("SequenceConstruct", "x", "y"))
            .text(2, "sequence")
            .message(11, value("x", 1))
            .message(12, new Proto().text(1, "y").message(2, type)));
  }

  /** An operator whose last name is its output. */
  public static Proto node(String operator, String... names) {
    Proto node = new Proto();
    for (int i = 0; i < names.length - 1; i++) {
      node.text(1, names[i]);
    }
    return node.text(2, names[names.length - 1]).text(4, operator);
  }

  private static Proto graphAttribute(String name, Proto graph) {
    return new Proto().text(1, name).message(6, graph).number(20, 5);
  }

  /** A tensor of any shape. */
  public static Proto value(String name, int type) {
    return new Proto()
        .text(1, name)
        .message(2, new Proto().message(1, new Proto().number(1, type)));
  }

  /** A tensor whose dimensions have these names. */
  public static Proto named(String name, int type, String... dimensions) {
    Proto shape = new Proto();
    for (String dimension : dimensions) {
      shape.message(1, new Proto().text(2, dimension));
    }
    Proto tensor = new Proto().number(1, type).message(2, shape);
    return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
  }

  /** {@code z} of {@code x} and {@code y}, which are float32 and of one dimension {@code N}. */
  public static byte[] ofTwo(Proto node) {
    return model(
        new Proto()
            .message(1, node)
            .text(2, "of-two")
            .message(11, named("x", 1, "N"))
            .message(11, named("y", 1, "N"))
            .message(12, value("z", 1)));
  }

  /** One operator with these inputs, each of any shape. */
  public static byte[] of(Proto node, Proto[] inputs, Proto... outputs) {
    Proto graph = new Proto().message(1, node).text(2, "of");
    for (Proto input : inputs) {
      graph.message(11, input);
    }
    for (Proto output : outputs) {
      graph.message(12, output);
    }
    return model(graph);
  }

  /**
   * {@code y} = {@code x} times weights of a half, {@code x} and the weights quantised to int8 in
   * steps of 1/128 by nodes of the model's own.
   */
  public static byte[] quantised(int rows, int columns) {
    byte[] half = {0, 0, 0, 0x3f};
    byte[] step = {0, 0, 0, 0x3c};
    byte[] weights = new byte[columns * columns * half.length];
    for (int i = 0; i < weights.length; i += half.length) {
      System.arraycopy(half, 0, weights, i, half.length);
    }
    return model(
        new Proto()
            .message(1, node("QuantizeLinear", "x", "step", "zero", "xq"))
            .message(1, node("DequantizeLinear", "xq", "step", "zero", "xd"))
            .message(1, node("QuantizeLinear", "w", "step", "zero", "wq"))
            .message(1, node("DequantizeLinear", "wq", "step", "zero", "wd"))
            .message(1, node("MatMul", "xd", "wd", "y"))
            .text(2, "quantised")
            .message(5, constant("step", 1, step))
            .message(5, constant("zero", 3, new byte[1]))
            .message(5, constant("w", 1, weights, columns, columns))
            .message(11, fixed("x", 1, rows, columns))
            .message(12, fixed("y", 1, rows, columns)));
  }

  private static Proto constant(String name, int type, byte[] bytes, int... shape) {
    Proto tensor = new Proto();
    for (int dimension : shape) {
      tensor.number(1, dimension);
    }
    return tensor.number(2, type).text(8, name).bytes(9, bytes);
  }

  /** A tensor of exactly this shape. */
  private static Proto fixed(String name, int type, int... dimensions) {
    Proto shape = new Proto();
    for (int dimension : dimensions) {
      shape.message(1, new Proto().number(1, dimension));
    }
    Proto tensor = new Proto().number(1, type).message(2, shape);
    return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
  }

  private static Proto scalar(String name, int type) {
    Proto tensor = new Proto().number(1, type).message(2, new Proto());
    return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
  }
}
