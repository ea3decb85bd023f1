package io.skerry.agent.oip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferRequest;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What both wires share: names, parameters, raw tensors. */
final class SharedFormsTest {
  @Test
  void everyTypeHasOneName() {
    for (ElementType type : ElementType.values()) {
      assertEquals(Optional.of(type), Datatypes.parse(Datatypes.name(type)));
    }
    assertTrue(Datatypes.parse("fp32").isEmpty());
    assertTrue(Datatypes.parse("STRING").isEmpty());
  }

  @Test
  void parametersSayWhenAndHowARequestRuns() throws InvalidRequestException {
    InferParameters parameters = new InferParameters();
    parameters.whole("priority", 1);
    parameters.whole("timeout", 5_000_000);
    parameters.unsigned("sequence_id", -1);
    parameters.flag("sequence_end", true);
    parameters.text("my own", "x");
    parameters.real("my own", 0.5);
    long before = System.nanoTime();
    InferRequest request = parameters.request(Map.of(), List.of("b", "a"));
    assertEquals(0, request.priority());
    long waits = request.deadlineNanos().orElseThrow() - before;
    assertTrue(waits >= 5_000_000_000L && waits < 6_000_000_000L, "" + waits);
    InferRequest.Sequence sequence = request.sequence().orElseThrow();
    assertEquals("18446744073709551615", sequence.id());
    assertTrue(sequence.end());
    assertEquals(List.of("b", "a"), request.outputs());
  }

  @Test
  void zeroMeansTheUsual() throws InvalidRequestException {
    InferParameters parameters = new InferParameters();
    parameters.whole("priority", 0);
    parameters.whole("timeout", 0);
    parameters.whole("sequence_id", 0);
    assertEquals(InferRequest.of(Map.of()), parameters.request(Map.of(), List.of()));
    parameters.unsigned("priority", -1);
    assertEquals(InferRequest.LEAST_URGENT, parameters.request(Map.of(), List.of()).priority());
  }

  @Test
  void parametersOfTheWrongKindAreRefused() {
    InferParameters parameters = new InferParameters();
    assertThrows(InvalidRequestException.class, () -> parameters.whole("priority", -1));
    assertThrows(InvalidRequestException.class, () -> parameters.text("timeout", "1"));
    assertThrows(InvalidRequestException.class, () -> parameters.real("sequence_id", 1.5));
    assertThrows(InvalidRequestException.class, () -> parameters.whole("sequence_start", 1));
    assertThrows(InvalidRequestException.class, () -> parameters.flag("sequence_id", true));
    assertThrows(
        InvalidRequestException.class, () -> parameters.text("sequence_id", "x".repeat(129)));
    assertThrows(
        InvalidRequestException.class,
        () -> {
          parameters.flag("sequence_start", true);
          parameters.request(Map.of(), List.of());
        });
  }

  @Test
  void textsAreLengthAndBytes() throws InvalidRequestException {
    Tensor texts = Tensor.ofTexts(List.of("ab", "", "é€\uD83D\uDE00"), 3);
    ByteBuffer raw = ByteBuffer.allocate((int) RawTensors.bytes(texts));
    RawTensors.write(texts, raw);
    assertEquals(0, raw.remaining());
    assertEquals(
        "020000006162" + "00000000" + "09000000c3a9e282acf09f9880",
        HexFormat.of().formatHex(raw.array()));
    Tensor read = RawTensors.readTexts("t", new long[] {3}, raw.flip());
    assertEquals(texts.texts(), read.texts());
    assertArrayEquals(texts.shape(), read.shape());
  }

  @Test
  void brokenTextsAreRefused() {
    for (String hex :
        List.of(
            "",
            "01",
            "0100",
            "01000000",
            "02000000ff",
            "0100000061ff",
            "01000000ff",
            "ffffffff61",
            "0000000000000000")) {
      ByteBuffer raw = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
      assertThrows(
          InvalidRequestException.class, () -> RawTensors.readTexts("t", new long[] {1}, raw), hex);
    }
  }

  @Test
  void numbersOfElementsAreBounded() throws InvalidRequestException {
    assertEquals(1, RawTensors.elements("t", ElementType.FLOAT32));
    assertEquals(24, RawTensors.elements("t", ElementType.FLOAT32, 2, 3, 4));
    assertEquals(0, RawTensors.elements("t", ElementType.FLOAT32, 256 << 20, 0));
    assertEquals(64 << 20, RawTensors.elements("t", ElementType.FLOAT32, 64 << 20));
    long[][] wrong = {
      {-1},
      {Long.MIN_VALUE, 0},
      {Long.MAX_VALUE, 0},
      {0, (256 << 20) + 1},
      {(64 << 20) + 1},
      {Long.MAX_VALUE},
      {1L << 32, 1L << 32},
      {1, 1, 1, 1, 1, 1, 1, 1, 1}
    };
    for (long[] shape : wrong) {
      assertThrows(
          InvalidRequestException.class,
          () -> RawTensors.elements("t", ElementType.FLOAT32, shape));
    }
  }

  @Test
  void bytesAreCountedAndBooleansLookedAt() throws InvalidRequestException {
    RawTensors.checkSize("t", ElementType.FLOAT32, 3, 12);
    assertThrows(
        InvalidRequestException.class, () -> RawTensors.checkSize("t", ElementType.FLOAT32, 3, 11));
    ByteBuffer raw = ByteBuffer.wrap(new byte[] {0, 1, 2}).order(ByteOrder.LITTLE_ENDIAN);
    RawTensors.checkBooleans("t", raw.slice(0, 2));
    assertThrows(InvalidRequestException.class, () -> RawTensors.checkBooleans("t", raw));
  }
}
