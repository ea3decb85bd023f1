package io.skerry.agent.signal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.LogMel;
import io.skerry.protocol.npy.NpyArray;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrays were made by {@code models/digit-transcriber/log_mel.py}, in NumPy. */
final class LogMelFramesTest {
  private static final LogMel HTK = htk(LogMel.Order.FRAMES_BINS);
  private static final LogMel SLANEY =
      new LogMel(
          512,
          400,
          160,
          LogMel.Mel.SLANEY,
          80,
          new Decimal("0"),
          new Decimal("8000"),
          new Decimal("1e-10"),
          new Decimal("0.4342944819"),
          new Decimal("0"),
          LogMel.Order.FRAMES_BINS);

  private static LogMel htk(LogMel.Order order) {
    return new LogMel(
        512,
        512,
        320,
        LogMel.Mel.HTK,
        40,
        new Decimal("60"),
        new Decimal("7600"),
        new Decimal("1e-6"),
        new Decimal("0.25"),
        new Decimal("1"),
        order);
  }

  @Test
  void equalsNumPyOnBothScales() throws Exception {
    assertClose(array("htk"), compute(HTK, samples()));
    assertClose(array("slaney"), compute(SLANEY, samples()));
  }

  @Test
  void ordersBinsFirstWhereTheReleaseSaysSo() throws Exception {
    float[] byFrame = compute(HTK, samples());
    float[] byBin = compute(htk(LogMel.Order.BINS_FRAMES), samples());
    int frames = byFrame.length / 40;
    for (int i = 0; i < byFrame.length; i++) {
      assertEquals(byFrame[i], byBin[i % 40 * frames + i / 40]);
    }
  }

  @Test
  void makesTheFramesOfTheWholeWindowByWindow() throws Exception {
    float[] samples = Arrays.copyOf(samples(), 2 * 3200);
    float[] whole = new float[192 + samples.length];
    System.arraycopy(samples, 0, whole, 192, samples.length);
    List<Float> stepwise = new ArrayList<>();
    SoundWindows windows = new SoundWindows(3200, 192);
    for (int at = 0; at < samples.length; at += 100) {
      windows.add(
          Arrays.copyOfRange(samples, at, at + 100),
          step -> {
            for (float value : compute(HTK, step)) {
              stepwise.add(value);
            }
          });
    }
    float[] expected = compute(HTK, whole);
    assertEquals(expected.length, stepwise.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], stepwise.get(i));
    }
  }

  @Test
  void endsAStreamWithSilence() throws Exception {
    List<float[]> steps = new ArrayList<>();
    SoundWindows windows = new SoundWindows(4, 2);
    windows.add(new float[] {1, 2, 3, 4, 5}, step -> steps.add(step.clone()));
    windows.end(step -> steps.add(step.clone()));
    assertEquals(3, steps.size());
    assertArrayEquals(new float[] {0, 0, 1, 2, 3, 4}, steps.get(0));
    assertArrayEquals(new float[] {3, 4, 5, 0, 0, 0}, steps.get(1));
    assertArrayEquals(new float[6], steps.get(2));
  }

  @Test
  void hasNoFrameInLessThanOne() {
    assertEquals(0, compute(HTK, new float[511]).length);
  }

  private static float[] compute(LogMel mel, float[] samples) {
    float[] values = new float[mel.frames(samples.length) * mel.bins()];
    int frames = new LogMelFrames(mel, 16_000).compute(samples, FloatBuffer.wrap(values));
    assertEquals(values.length, frames * mel.bins());
    return values;
  }

  private static void assertClose(NpyArray expected, float[] actual) {
    assertEquals(expected.data().remaining() / 8, actual.length);
    for (int i = 0; i < actual.length; i++) {
      assertEquals(expected.data().getDouble(8 * i), actual[i], 2e-6, "element " + i);
    }
  }

  private static float[] samples() throws Exception {
    NpyArray array = array("samples");
    float[] samples = new float[array.data().remaining() / 4];
    array.data().asFloatBuffer().get(samples);
    return samples;
  }

  private static NpyArray array(String name) throws Exception {
    try (InputStream in = LogMelFramesTest.class.getResourceAsStream("/signal/" + name + ".npy")) {
      return NpyArray.parse(in.readAllBytes());
    }
  }
}
