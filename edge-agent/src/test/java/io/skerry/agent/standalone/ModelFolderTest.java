package io.skerry.agent.standalone;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.WatchedEngine;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Served.Description;
import io.skerry.agent.infer.Served.State;
import io.skerry.agent.model.Examples;
import io.skerry.agent.model.Residency;
import io.skerry.agent.model.ResidencyLimits;
import io.skerry.agent.model.RunOptions;
import io.skerry.agent.schedule.Limits;
import io.skerry.protocol.manifest.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models from a folder, in all its layouts, while it changes. */
@Timeout(60)
final class ModelFolderTest {
  private static final Path IMAGES =
      Examples.TOP.resolve("models/image-classifier/image-classifier.onnx");
  private static final Path FASHION =
      Examples.TOP.resolve("models/fashion-classifier/fashion-classifier.onnx");
  private static final Path VOICE =
      Examples.TOP.resolve("models/voice-activity/voice-activity.onnx");

  @TempDir private Path top;
  private final WatchedEngine engine = new WatchedEngine();
  private final Residency residency =
      new Residency(ResidencyLimits.forThisMachine(), new SimpleMeterRegistry());
  private ModelFolder folder;

  private void open() throws IOException {
    folder =
        ModelFolder.open(
            top,
            new FolderRuntime(
                engine, new RunOptions(new SessionOptions(1), Limits.forThisMachine()), residency));
  }

  @AfterEach
  void close() {
    folder.close();
    residency.close();
    await().until(() -> engine.open() == 0);
    assertEquals(0, engine.closedInUse());
  }

  @Test
  void everyLayoutIsServedUnderItsOwnName() throws Exception {
    put(IMAGES, "Images.v2/model.onnx");
    put(IMAGES, "triton/2/model.onnx");
    put(FASHION, "triton/10/model.onnx");
    put(IMAGES, "flat_1.onnx");
    Files.createDirectories(top.resolve("empty"));
    Files.createDirectories(top.resolve(".hidden"));
    open();
    assertEquals(
        List.of("Images.v2@1", "flat_1@1", "triton@10"),
        folder.list().stream().map(served -> served.name() + "@" + served.version()).toList());
    assertEquals(0, engine.opened());
    assertEquals("2", served("triton", Optional.of("2")).version());
    assertEquals(Optional.empty(), folder.find("triton", Optional.of("3")));
    assertEquals(Optional.empty(), folder.find("empty", Optional.empty()));
    assertEquals(Optional.empty(), folder.find("../flat_1", Optional.empty()));
    answered(ask(served("Images.v2", Optional.empty()), image()));
    answered(ask(served("triton", Optional.of("2")), image()));
    answered(ask(served("flat_1", Optional.empty()), image()));
    assertTrue(described(served("triton", Optional.empty())).isPresent());
    InferOutcome wrong = ask(served("triton", Optional.empty()), image());
    assertEquals(Reason.INVALID, assertInstanceOf(InferOutcome.Refused.class, wrong).reason());
  }

  @Test
  void twoThousandModelsAreThereAtOnce() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Path model = Files.createDirectories(top.resolve("model-" + i));
      Files.createLink(
          model.resolve("model.onnx"),
          Files.exists(top.resolve("model-0/model.onnx"))
              ? top.resolve("model-0/model.onnx")
              : put(IMAGES, "seed.onnx"));
    }
    long start = System.nanoTime();
    open();
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertEquals(2_001, folder.list().size());
    assertTrue(tookMs < 2_000, tookMs + " ms");
    assertEquals(0, engine.opened());
    answered(ask(served("model-1999", Optional.empty()), image()));
  }

  @Test
  void newAndChangedFilesAreServedAndNoRequestIsLost() throws Exception {
    open();
    assertEquals(Optional.empty(), folder.find("a", Optional.empty()));
    put(IMAGES, "a/model.onnx");
    answered(ask(served("a", Optional.empty()), image()));
    Path changed = top.resolve("changed");
    Files.copy(IMAGES, changed);
    Files.write(changed, new byte[0], java.nio.file.StandardOpenOption.APPEND);
    Files.move(changed, top.resolve("a/model.onnx"), StandardCopyOption.REPLACE_EXISTING);
    await()
        .until(
            () -> {
              answered(ask(served("a", Optional.empty()), image()));
              return engine.opened() == 2 && engine.open() == 1;
            });
  }

  @Test
  void aChangedFileThatIsBrokenLeavesTheOldOneInUse() throws Exception {
    put(IMAGES, "a/model.onnx");
    open();
    answered(ask(served("a", Optional.empty()), image()));
    Files.write(top.resolve("a/model.onnx"), new byte[1_000]);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
    while (System.nanoTime() < until) {
      answered(ask(served("a", Optional.empty()), image()));
    }
    assertEquals(1, engine.opened());
  }

  @Test
  void aFileThatIsBrokenOrGoneSaysSo() throws Exception {
    Files.createDirectories(top.resolve("broken"));
    Files.write(top.resolve("broken/model.onnx"), new byte[1_000]);
    put(IMAGES, "gone/model.onnx");
    open();
    Served broken = served("broken", Optional.empty());
    assertEquals(State.READY, broken.availability().state());
    refused(ask(broken, image()), "broken@1: ");
    assertEquals(State.UNAVAILABLE, broken.availability().state());
    assertTrue(broken.availability().reason().contains("can't be loaded"));
    Files.delete(top.resolve("gone/model.onnx"));
    refused(ask(served("gone", Optional.empty()), image()), "gone@1: ");
    assertEquals(State.UNAVAILABLE, served("gone", Optional.empty()).availability().state());
  }

  @Test
  void stateAndConstantsComeFromTheNotesBesideTheModel() throws Exception {
    put(VOICE, "voice/model.onnx");
    Files.copy(
        Examples.TOP.resolve("models/voice-activity/model.yaml"), top.resolve("voice/model.yaml"));
    open();
    Description description = described(served("voice", Optional.empty())).orElseThrow();
    assertEquals(List.of("input"), description.inputs().stream().map(spec -> spec.name()).toList());
    answered(
        ask(
            served("voice", Optional.empty()),
            Map.of("input", Tensor.allocate(ElementType.FLOAT32, 1, 576))));
  }

  @Test
  void modelsAreUnloadedAndLoadedByHand() throws Exception {
    put(IMAGES, "a/model.onnx");
    open();
    assertEquals(Optional.empty(), told(done -> folder.load("a", done::complete)));
    assertEquals(1, engine.open());
    assertEquals(Optional.empty(), told(done -> folder.unload("a", done::complete)));
    await().until(() -> engine.open() == 0);
    refused(ask(served("a", Optional.empty()), image()), "a is unloaded");
    assertEquals(State.UNAVAILABLE, served("a", Optional.empty()).availability().state());
    assertEquals(Optional.empty(), told(done -> folder.load("a", done::complete)));
    answered(ask(served("a", Optional.empty()), image()));
    assertTrue(told(done -> folder.load("b", done::complete)).orElseThrow().contains("no model b"));
  }

  private interface Asking {
    void ask(CompletableFuture<Optional<String>> done);
  }

  private static Optional<String> told(Asking asking) throws Exception {
    CompletableFuture<Optional<String>> done = new CompletableFuture<>();
    asking.ask(done);
    return done.get(20, TimeUnit.SECONDS);
  }

  private Path put(Path model, String as) throws IOException {
    Path file = top.resolve(as);
    Files.createDirectories(file.getParent());
    return Files.copy(model, file);
  }

  private Served served(String name, Optional<String> version) {
    return folder.find(name, version).orElseThrow();
  }

  private static Optional<Description> described(Served served) throws Exception {
    CompletableFuture<Optional<Description>> told = new CompletableFuture<>();
    served.describe((description, fault) -> told.complete(description));
    return told.get(20, TimeUnit.SECONDS);
  }

  private static InferOutcome ask(Served served, Map<String, Tensor> inputs) throws Exception {
    CompletableFuture<InferOutcome> outcome = new CompletableFuture<>();
    served.infer(InferRequest.of(inputs), outcome::complete);
    return outcome.get(20, TimeUnit.SECONDS);
  }

  private static void answered(InferOutcome outcome) {
    assertInstanceOf(InferOutcome.Answered.class, outcome).free();
  }

  private static void refused(InferOutcome outcome, String begin) {
    InferOutcome.Refused refused = assertInstanceOf(InferOutcome.Refused.class, outcome);
    assertEquals(Reason.UNAVAILABLE, refused.reason());
    assertTrue(refused.message().startsWith(begin), refused.message());
  }

  private static Map<String, Tensor> image() {
    return Map.of("image", Tensor.allocate(ElementType.FLOAT32, 1, 3, 32, 32));
  }
}
