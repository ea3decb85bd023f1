package io.skerry.bench.hostile;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Seeded damage to bytes that were right. */
record Mutations(Random random) {
  private static final List<String> NASTY =
      List.of(
          "-1",
          "1e999",
          "99999999999999999999",
          "null",
          "{}",
          "[[[[",
          "\"",
          "\\u0000",
          "\u0000",
          "true",
          "NaN");

  byte[] damage(byte[] right) {
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(right, random.nextInt(right.length));
      case 1 -> flip(right.clone());
      case 2 ->
          insert(
              right,
              NASTY
                  .get(random.nextInt(NASTY.size()))
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      case 3 -> repeat(right);
      case 4 -> cut(right);
      default -> noise();
    };
  }

  private byte[] flip(byte[] bytes) {
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private byte[] insert(byte[] bytes, byte[] more) {
    int at = random.nextInt(bytes.length);
    byte[] out = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, out, at, more.length);
    System.arraycopy(bytes, at, out, at + more.length, bytes.length - at);
    return out;
  }

  private byte[] repeat(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - from, 1 + random.nextInt(64));
    return insert(bytes, Arrays.copyOfRange(bytes, from, from + length));
  }

  private byte[] cut(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(16));
    byte[] out = Arrays.copyOf(bytes, bytes.length - (to - from));
    System.arraycopy(bytes, to, out, from, bytes.length - to);
    return out;
  }

  private byte[] noise() {
    byte[] bytes = new byte[1 + random.nextInt(4096)];
    random.nextBytes(bytes);
    return bytes;
  }
}
