package io.skerry.packager.pack;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.source.YamlDocument;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.function.Predicate;

/**
 * Binds the tensor names of one block of {@code model.yaml}, {@code input} or {@code output}, to
 * the model's tensors.
 */
final class TensorBinding {
  private final YamlDocument document;
  private final JsonPointer at;
  private final ObjectNode block;
  private final List<Tensors.Spec> tensors;

  /** Over these tensors: those that nothing else uses. */
  TensorBinding(YamlDocument document, String name, ObjectNode block, List<Tensors.Spec> tensors) {
    this.document = document;
    this.at = JsonPointer.empty().appendProperty(name);
    this.block = block.deepCopy();
    this.tensors = tensors;
  }

  String kind() {
    return block.path("kind").asText();
  }

  String text(String key) {
    return block.path(key).asText();
  }

  /** Where a key is left out, names the one tensor that could be meant. */
  void complete(String key, Predicate<Tensors.Spec> couldBe) throws FormatException {
    if (block.has(key)) {
      return;
    }
    List<String> fitting = tensors.stream().filter(couldBe).map(Tensors.Spec::name).toList();
    if (fitting.size() != 1) {
      throw document.fault(
          at,
          "expected '%s:', since %s of the tensors %s could be meant"
              .formatted(key, fitting.isEmpty() ? "none" : fitting, Shapes.names(tensors)));
    }
    block.put(key, fitting.getFirst());
  }

  /** Puts a value in the place of what the author wrote. */
  void put(String key, JsonNode value) {
    block.set(key, value);
  }

  /** Whether the author wrote it. */
  boolean has(String key) {
    return block.has(key);
  }

  /** The completed block. */
  <T> T convert(Class<T> type) throws FormatException {
    return document.convert(at, block, type);
  }

  /** The named tensor, which must hold float32 of this shape. */
  Tensors.Spec require(String key, String name, long... shape) throws FormatException {
    return require(key, name, ElementType.FLOAT32, shape);
  }

  /** The named tensor, which must hold this type in this shape. */
  Tensors.Spec require(String key, String name, ElementType type, long... shape)
      throws FormatException {
    for (Tensors.Spec spec : tensors) {
      if (spec.name().equals(name)) {
        if (spec.type() != type || !Shapes.fits(spec.dimensions(), shape)) {
          throw fault(
              key,
              "expected %s, got %s".formatted(Shapes.describe(type, shape), Shapes.describe(spec)));
        }
        return spec;
      }
    }
    throw fault(
        key, "expected one of the tensors %s, got '%s'".formatted(Shapes.names(tensors), name));
  }

  FormatException fault(String key, String fault) {
    return document.fault(at.appendProperty(key), fault);
  }
}
