package io.skerry.agent.text;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The input tensors of one text, each int64 [1, tokens]. */
public final class TextTensors {
  private TextTensors() {}

  /** By the names of the model's inputs. */
  public static Map<String, Tensor> of(Input.Text input, Tokens tokens) {
    Map<String, Tensor> tensors = HashMap.newHashMap(3);
    tensors.put(input.ids(), row(tokens.ids()));
    input.mask().ifPresent(name -> tensors.put(name, ones(1, tokens.count())));
    input.types().ifPresent(name -> tensors.put(name, row(tokens.types())));
    return tensors;
  }

  /** The mask of a text without padding, int64 [1, tokens]. */
  public static Tensor mask(int tokens) {
    return ones(1, tokens);
  }

  private static Tensor row(long[] values) {
    return rows(new long[][] {values});
  }

  static Tensor rows(long[][] rows) {
    Tensor tensor = Tensor.allocate(ElementType.INT64, rows.length, rows[0].length);
    LongBuffer into = tensor.bytes().asLongBuffer();
    for (long[] row : rows) {
      into.put(row);
    }
    return tensor;
  }

  static Tensor ones(int rows, int columns) {
    long[] row = new long[columns];
    Arrays.fill(row, 1);
    long[][] all = new long[rows][];
    Arrays.fill(all, row);
    return rows(all);
  }
}
