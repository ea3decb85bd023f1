package io.skerry.agent.oip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers in JSON are exactly those that the JDK reads and writes. */
final class NumbersTest {
  private final Random random = new Random(7);

  private static NumberScanner scan(String text) {
    byte[] ascii = (text + ",").getBytes(StandardCharsets.US_ASCII);
    NumberScanner number =
        new NumberScanner(ByteBuffer.allocateDirect(ascii.length).put(ascii).flip());
    assertEquals(text.length(), number.scan(0), text);
    assertEquals(text, number.text());
    return number;
  }

  private static void check(String text) {
    NumberScanner number = scan(text);
    assertEquals(
        Float.floatToRawIntBits(Float.parseFloat(text)),
        Float.floatToRawIntBits(number.float32()),
        text);
    assertEquals(
        Double.doubleToRawLongBits(Double.parseDouble(text)),
        Double.doubleToRawLongBits(number.float64()),
        text);
  }

  @Test
  void randomTextsAreReadAsTheJdkDoes() {
    for (int i = 0; i < 100_000; i++) {
      check(text());
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
    text.append(random.nextInt(3) == 0 ? "0" : digits(1 + random.nextInt(22)));
    if (random.nextInt(4) > 0) {
      text.append('.').append("0".repeat(random.nextInt(8)));
      text.append(random.nextInt(10)).append(digits(1 + random.nextInt(20)));
    }
    if (random.nextInt(3) == 0) {
      text.append(random.nextBoolean() ? "e" : "E");
      text.append(List.of("", "+", "-").get(random.nextInt(3)));
      text.append(random.nextInt(random.nextBoolean() ? 30 : 400));
    }
    return text.toString();
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder().append(1 + random.nextInt(9));
    for (int i = 1; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  @Test
  void middlesBetweenFloatsAreReadAsTheJdkDoes() {
    for (int i = 0; i < 20_000; i++) {
      float low = Math.abs(Float.intBitsToFloat(random.nextInt()));
      if (!Float.isFinite(low)) {
        continue;
      }
      BigDecimal middle =
          new BigDecimal(low)
              .add(new BigDecimal(Math.nextUp((double) low + Math.ulp(low))))
              .divide(BigDecimal.TWO);
      BigDecimal exact =
          new BigDecimal(low).add(new BigDecimal(Math.ulp(low)).divide(BigDecimal.TWO));
      check(middle.toString());
      check(exact.toString());
      check(exact.toPlainString().length() < 1000 ? exact.toPlainString() : "1");
      int scale = exact.precision();
      check(exact.add(exact.ulp().movePointLeft(3)).toString());
      check(exact.subtract(exact.ulp().movePointLeft(scale > 30 ? 0 : 3)).toString());
      check(Double.toString((double) low));
      check(Double.toString(Math.nextUp((double) low)));
    }
  }

  @Test
  void theEndsOfTheRangeAreReadAsTheJdkDoes() {
    for (String text :
        List.of(
            "0",
            "-0",
            "0.0",
            "-0.0",
            "0e5",
            "0.000e-400",
            "1e-400",
            "-1e-400",
            "1e400",
            "3.4028235e38",
            "3.4028236e38",
            "340282356779733661637539395458142568447",
            "340282356779733661637539395458142568448",
            "1.4e-45",
            "7e-46",
            "7.1e-46",
            "1.1754943508222875e-38",
            "1.1754942e-38",
            "1.7976931348623157e308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "16777217",
            "16777217.0000000001",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "1e60",
            "1e61",
            "1e-60",
            "1e22",
            "1e23",
            "123456789012345678901234567890",
            "0." + "0".repeat(300) + "1",
            "1" + "0".repeat(300),
            "1e99999999999999999999")) {
      check(text);
    }
  }

  @Test
  void whatIsNoNumberIsNotRead() {
    for (String text :
        List.of(
            "",
            "-",
            "+1",
            "01",
            "-01",
            "00",
            ".5",
            "1.",
            "1.e5",
            "1e",
            "1e+",
            "1e-",
            "-.5",
            "x",
            "NaN",
            "\"1\"",
            "1".repeat(1025))) {
      byte[] ascii = (text + ",").getBytes(StandardCharsets.US_ASCII);
      assertEquals(-1, new NumberScanner(ByteBuffer.wrap(ascii)).scan(0), text);
    }
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> new NumberScanner(ByteBuffer.wrap(new byte[] {'1'})).scan(0));
  }

  @Test
  void integersHaveTheirWholeRange() {
    assertEquals(
        Long.MIN_VALUE, scan("-9223372036854775808").signed(Long.MIN_VALUE, Long.MAX_VALUE));
    assertEquals(
        Long.MAX_VALUE, scan("9223372036854775807").signed(Long.MIN_VALUE, Long.MAX_VALUE));
    assertEquals(-1, scan("18446744073709551615").unsigned());
    assertEquals(Long.MIN_VALUE, scan("9223372036854775808").unsigned());
    assertEquals(0, scan("-0").unsigned());
    for (int i = 0; i < 10_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      assertEquals(value, scan(Long.toString(value)).signed(Long.MIN_VALUE, Long.MAX_VALUE));
      assertEquals(value, scan(Long.toUnsignedString(value)).unsigned());
    }
    for (String text :
        List.of(
            "9223372036854775808", "-9223372036854775809", "1.0", "1e2", "99999999999999999999")) {
      assertThrows(
          NumberFormatException.class,
          () -> scan(text).signed(Long.MIN_VALUE, Long.MAX_VALUE),
          text);
    }
    for (String text : List.of("-1", "18446744073709551616", "1.0", "1e2")) {
      assertThrows(NumberFormatException.class, () -> scan(text).unsigned(), text);
    }
    assertThrows(NumberFormatException.class, () -> scan("128").signed(-128, 127));
  }

  @Test
  void floatsAreWrittenAsTheJdkDoes() {
    byte[] target = new byte[FloatText.MAX_BYTES];
    for (int i = 0; i < 500_000; i++) {
      checkText(Float.intBitsToFloat(random.nextInt()), target);
      checkText(random.nextFloat(), target);
      checkText((float) random.nextInt(100_000) / 100, target);
    }
    for (int exponent = 0; exponent < 255; exponent++) {
      for (int fraction : new int[] {0, 1, 2, 0x7fffff, 0x7ffffe, 0x400000, 0x400001}) {
        checkText(Float.intBitsToFloat(exponent << 23 | fraction), target);
        checkText(-Float.intBitsToFloat(exponent << 23 | fraction), target);
      }
    }
    for (float value : new float[] {0f, -0f, 1f, 10f, 1e6f, 9999999f, 1e7f, 1e-3f, 9.999e-4f}) {
      checkText(value, target);
    }
  }

  private static void checkText(float value, byte[] target) {
    if (Float.isFinite(value)) {
      int end = FloatText.write(value, target, 0);
      String text = new String(target, 0, end, StandardCharsets.US_ASCII);
      boolean tiny = value != 0 && Math.abs(value) < 8 * Float.MIN_VALUE; // Java writes 2 digits
      assertEquals(Float.toString(value), tiny ? Float.toString(Float.parseFloat(text)) : text);
    }
  }
}
