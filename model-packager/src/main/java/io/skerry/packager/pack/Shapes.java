package io.skerry.packager.pack;

import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which tensors could be which. */
final class Shapes {
  /** Any length. */
  static final long ANY = -1;

  private Shapes() {}

  /** Whether a tensor holds float32 of this shape; symbolic dimensions take every length. */
  static boolean floats(Tensors.Spec spec, long... shape) {
    return spec.type() == ElementType.FLOAT32 && fits(spec.dimensions(), shape);
  }

  /** Whether two shapes can be the same. */
  static boolean fits(long[] one, long[] other) {
    if (one.length != other.length) {
      return false;
    }
    for (int i = 0; i < one.length; i++) {
      if (one[i] >= 0 && other[i] >= 0 && one[i] != other[i]) {
        return false;
      }
    }
    return true;
  }

  /** {@code float32 [1, 3, 240, 320]}, with ? for any length. */
  static String describe(ElementType type, long... shape) {
    return name(type)
        + " "
        + Arrays.stream(shape).mapToObj(d -> d < 0 ? "?" : Long.toString(d)).toList();
  }

  static String describe(Tensors.Spec spec) {
    return spec.name() + " " + name(spec.type()) + " " + spec.shape();
  }

  private static String name(ElementType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  static List<String> names(List<Tensors.Spec> specs) {
    return specs.stream().map(Tensors.Spec::name).toList();
  }
}
