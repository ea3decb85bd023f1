package io.skerry.agent.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.skerry.agent.engine.BareRuntime;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.onnxdata.Comparison;
import io.skerry.agent.onnxdata.OnnxCase;
import io.skerry.agent.onnxdata.OnnxCases;
import io.skerry.protocol.manifest.ElementType;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operator case of Debian's {@code libonnx-testdata} through {@code agent serve}, asked as
 * JSON, with binary tensors and over gRPC: each answer must be ONNX Runtime's own, bit for bit. The
 * memory budget holds a handful of models, so that they come and go all the time.
 */
@Timeout(600)
final class ConformanceIT {
  private static final String CANNOT_CARRY = "can't be carried (sequence, map or optional value)";
  private static final String CANNOT_LOAD = "ONNX Runtime itself can't load";
  private static final String CANNOT_RUN = "ONNX Runtime itself can't run";
  private static final String PASSED = "passed";
  private static final String DIFFERS =
      "the same as ONNX Runtime, whose answer is not the expected one";
  private static final String RANDOM = "random: type and shape are as ONNX Runtime's";
  private static final String HALVES = "FP16 or BF16: binary and gRPC only";
  private static final String FAILED = "FAILED";

  /** So often a model is run again to see whether it is random. */
  private static final int RUNS = 3;

  @TempDir private Path folder;
  private final Tally tally = new Tally(PASSED);

  @Test
  void everyAnswerIsThatOfTheBareRuntime() throws Exception {
    assumeTrue(OnnxCases.areInstalled(), "skipped: apt-get install libonnx-testdata");
    List<OnnxCase> cases = OnnxCases.all();
    Path models = Files.createDirectories(folder.resolve("models"));
    for (OnnxCase one : cases) {
      Path own = Files.createDirectories(models.resolve(served(one)));
      Files.copy(one.model(), own.resolve("model.onnx"));
    }
    try (ServeProcess server =
            ServeProcess.start(models, folder.resolve("log"), "--budget-mb", "64");
        HttpClient client = HttpClient.newHttpClient()) {
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(server.grpc())
              .usePlaintext()
              .maxInboundMessageSize(64 << 20)
              .build();
      try {
        List<Wire> wires =
            List.of(
                new HttpWire(client, server.url(), false),
                new HttpWire(client, server.url(), true),
                new GrpcWire(channel));

        for (OnnxCase one : cases) {
          ask(one, wires);
        }
      } finally {
        channel.shutdownNow();
      }
      System.out.printf(
          "conformance: %d cases; the server had %d MiB at most, %d MiB at the end%n",
          cases.size(), server.memoryMb("VmHWM"), server.memoryMb("VmRSS"));
      tally.print("conformance: ");
      assertTrue(server.isAlive());
      hangUp(server, cases);
    }
    assertQuiet();
    assertEquals(List.of(), tally.names(FAILED));
    assertEquals(24, tally.names("all wires: " + CANNOT_CARRY).size());
  }

  private static String served(OnnxCase one) {
    return one.name().replace('/', '.');
  }

  /** A caller who resets its connection amid a large answer. */
  private static void hangUp(ServeProcess server, List<OnnxCase> cases) throws IOException {
    OnnxCase large =
        cases.stream().filter(one -> one.name().endsWith("test_operator_conv")).findFirst().get();
    byte[] body = OipRequest.of(large.named(large.dataSets().getFirst()), false).body();
    URI url = URI.create(server.url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket
          .getOutputStream()
          .write(
              "POST /v2/models/%s/infer HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
                  .formatted(served(large), body.length)
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      assertEquals('H', socket.getInputStream().read());
      socket.setSoLinger(true, 0);
    }
  }

  /** It has told that its models are unsigned, and which came into memory. */
  private void assertQuiet() throws IOException {
    List<String> told = Files.readAllLines(folder.resolve("log"));
    assertEquals(
        List.of(), told.stream().filter(line -> !line.contains(" INFO ")).skip(1).toList());
  }

  private void ask(OnnxCase one, List<Wire> wires) throws Exception {
    if (!one.tensorsOnly()) {
      refused(one, Map.of(), wires, CANNOT_CARRY);
      return;
    }
    try (BareRuntime bare = BareRuntime.open(one.model())) {
      for (OnnxCase.DataSet set : one.dataSets()) {
        ask(one, set, bare, wires);
      }
    } catch (OrtException e) {
      refused(one, Map.of(), wires, CANNOT_LOAD);
    }
  }

  private void ask(OnnxCase one, OnnxCase.DataSet set, BareRuntime bare, List<Wire> wires)
      throws Exception {
    Map<String, Tensor> inputs = one.named(set);
    Map<String, Tensor> expected;
    try {
      expected = bare.run(inputs);
    } catch (OrtException e) {
      refused(one, inputs, wires, CANNOT_RUN);
      return;
    }
    for (int i = 0; i < RUNS; i++) {
      if (!Comparison.same(expected, bare.run(inputs), false)) {
        random(one, inputs, expected, wires);
        return;
      }
    }
    boolean near = near(set.outputs(), List.copyOf(expected.values()));
    for (Wire wire : wires) {
      Wire.Answer answer = wire.infer(served(one), inputs);
      boolean halves =
          !wire.takesHalves() && (halves(inputs.values()) || halves(expected.values()));
      tell(
          one,
          wire,
          halves ? refusedHalves(answer) : compared(answer, expected, near, !wire.takesHalves()));
    }
  }

  private void tell(OnnxCase one, Wire wire, String outcome) {
    if (outcome.startsWith(FAILED)) {
      tally.add(FAILED, one.name() + " by " + wire.name() + outcome.substring(FAILED.length()));
    } else {
      tally.add(wire.name() + ": " + outcome, one.name());
    }
  }

  /** Runs of the bare runtime differ: then only the form of the answer can be looked at. */
  private void random(
      OnnxCase one, Map<String, Tensor> inputs, Map<String, Tensor> expected, List<Wire> wires)
      throws IOException, InterruptedException {
    for (Wire wire : wires) {
      boolean fits =
          wire.infer(served(one), inputs) instanceof Wire.Answer.Outputs(var outputs)
              && outputs.toString().equals(expected.toString());
      tell(one, wire, fits ? RANDOM : FAILED + ": expected " + expected);
    }
  }

  private static String compared(
      Wire.Answer answer, Map<String, Tensor> expected, boolean near, boolean json) {
    return switch (answer) {
      case Wire.Answer.Refused(String status, String message) ->
          FAILED + ": " + status + " " + message;
      case Wire.Answer.Outputs(var outputs) when !Comparison.same(expected, outputs, json) ->
          FAILED + ": " + outputs + " are not " + expected;
      case Wire.Answer.Outputs _ -> near ? PASSED : DIFFERS;
    };
  }

  private static String refusedHalves(Wire.Answer answer) {
    return answer instanceof Wire.Answer.Refused(String status, String message)
            && status.equals("400")
            && message.contains("binary")
        ? HALVES
        : FAILED + ": expected 400 and advice, got " + answer;
  }

  /** What the runtime itself does not do is refused, on every wire. */
  private void refused(OnnxCase one, Map<String, Tensor> inputs, List<Wire> wires, String why)
      throws IOException, InterruptedException {
    for (Wire wire : wires) {
      Wire.Answer answer = wire.infer(served(one), inputs);
      if (answer instanceof Wire.Answer.Outputs outputs) {
        tally.add(FAILED, one.name() + " by " + wire.name() + ": " + outputs + ", though " + why);
      }
    }
    tally.add("all wires: " + why, one.name());
  }

  private static boolean near(List<Tensor> expected, List<Tensor> actual) {
    for (int i = 0; i < expected.size(); i++) {
      if (i >= actual.size() || !Comparison.near(expected.get(i), actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean halves(Collection<Tensor> tensors) {
    return tensors.stream()
        .anyMatch(t -> t.type() == ElementType.FLOAT16 || t.type() == ElementType.BFLOAT16);
  }
}
