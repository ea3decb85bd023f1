package io.skerry.agent.release;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Served;
import io.skerry.agent.model.Examples;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Active releases as callers of tensors see them. */
@Timeout(60)
final class CatalogueTest {
  private static final String IMAGES = "vision/image-classifier";

  private final Bench bench = new Bench(Map.of());
  private final Catalogue catalogue = bench.models.catalogue();

  @AfterEach
  void close() {
    bench.close();
    await().until(() -> bench.engine.open() == 0);
    assertEquals(0, bench.engine.closedInUse());
  }

  @Test
  void aReleaseIsFoundByItsNameAndVersion() throws Exception {
    assertEquals(Optional.empty(), catalogue.find(IMAGES, Optional.empty()));
    bench.activate(Examples.images("1.0.0"), Map.of());
    Served served = catalogue.find(IMAGES, Optional.of("1.0.0")).orElseThrow();
    assertEquals(IMAGES, served.name());
    assertEquals("1.0.0", served.version());
    assertEquals("onnxruntime_onnx", served.platform());
    assertTrue(served.availability().loaded());
    assertEquals(1, catalogue.list().size());
    assertEquals(Optional.empty(), catalogue.find(IMAGES, Optional.of("1.0.1")));
    assertEquals(Optional.empty(), catalogue.find("no such name", Optional.empty()));
    bench.host.retire(ModelName.parse(IMAGES));
    assertEquals(Optional.empty(), catalogue.find(IMAGES, Optional.empty()));
    InferOutcome late = ask(served, Map.of("image", image(1))).get(10, TimeUnit.SECONDS);
    assertEquals(Reason.UNKNOWN_MODEL, assertInstanceOf(InferOutcome.Refused.class, late).reason());
  }

  @Test
  void stateAndConstantsAreNotDescribed() throws Exception {
    bench.activate(Examples.voice("1.0.0"), Map.of());
    Served served = catalogue.find("audio/voice-activity", Optional.empty()).orElseThrow();
    AtomicReference<Served.Description> told = new AtomicReference<>();
    served.describe((description, fault) -> told.set(description.orElseThrow()));
    assertEquals(List.of("input"), told.get().inputs().stream().map(spec -> spec.name()).toList());
    assertEquals(
        List.of("output"), told.get().outputs().stream().map(spec -> spec.name()).toList());
  }

  @Test
  void whatDoesNotFitIsRefusedWithWhatWasExpected() throws Exception {
    bench.activate(Examples.images("1.0.0"), Map.of());
    bench.activate(Examples.voice("1.0.0"), Map.of());
    assertRefused(IMAGES, Map.of(), "input image: expected FLOAT32 [batch, 3, 32, 32], got none");
    assertRefused(
        IMAGES,
        Map.of("image", Tensor.allocate(ElementType.FLOAT32, 1, 3, 8, 8)),
        "input image: expected FLOAT32 [batch, 3, 32, 32], got FLOAT32 [1, 3, 8, 8]");
    assertRefused(
        IMAGES,
        Map.of("image", Tensor.allocate(ElementType.INT32, 1, 3, 32, 32)),
        "input image: expected FLOAT32 [batch, 3, 32, 32], got INT32 [1, 3, 32, 32]");
    assertRefused(
        IMAGES, Map.of("image", image(1), "other", image(1)), "input other: expected only [image]");
    assertRefused(
        IMAGES,
        Map.of("image", image(1025)),
        "input image: expected FLOAT32 [batch, 3, 32, 32], got FLOAT32 [1025, 3, 32, 32], "
            + "more than 1024 items");
    assertRefused(
        "audio/voice-activity",
        Map.of(
            "input",
            Tensor.allocate(ElementType.FLOAT32, 1, 576),
            "sr",
            Tensor.allocate(ElementType.INT64)),
        "input sr: the model's own, callers don't give it");
    InferRequest request =
        new InferRequest(
            Map.of("image", image(1)),
            List.of("probabilities"),
            InferRequest.USUAL,
            Optional.empty(),
            Optional.empty());
    assertEquals(
        "output probabilities: expected one of [logits]", refusal(IMAGES, request).message());
    assertEquals(Optional.empty(), bench.host.fault(ModelName.parse(IMAGES)));
  }

  @Test
  void tenSwapsUnderLoadFailNoRequest() throws Exception {
    bench.activate(Examples.images("1.0.0"), Map.of());
    AtomicInteger answered = new AtomicInteger();
    AtomicReference<InferOutcome> other = new AtomicReference<>();
    Semaphore slots = new Semaphore(16);
    for (int version = 1; version <= 10; version++) {
      int before = answered.get();
      CompletableFuture<Void> swap = activate("1.0." + version);
      while (!swap.isDone() || answered.get() < before + 50) {
        slots.acquire();
        catalogue
            .find(IMAGES, Optional.empty())
            .orElseThrow()
            .infer(
                InferRequest.of(Map.of("image", image(1))),
                outcome -> {
                  if (outcome instanceof InferOutcome.Answered ok) {
                    ok.free();
                    answered.incrementAndGet();
                  } else {
                    other.set(outcome);
                  }
                  slots.release();
                });
      }
      swap.get();
    }
    slots.acquire(16);
    assertEquals(null, other.get());
    await().until(() -> bench.engine.open() == 1);
    assertEquals(Optional.empty(), bench.host.fault(ModelName.parse(IMAGES)));
  }

  @Test
  void aSequenceStaysOnTheReleaseThatItBeganOn() throws Exception {
    bench.activate(Examples.voice("1.0.0"), Map.of());
    assertEquals("1.0.0", step("a", true, false));
    bench.activate(Examples.voice("1.0.1"), Map.of());
    assertEquals("1.0.0", step("a", false, false));
    assertEquals("1.0.1", step("b", true, false));
    assertEquals(2, bench.engine.open());
    assertEquals("1.0.0", step("a", false, true));
    await().until(() -> bench.engine.open() == 1);
    assertEquals("1.0.1", step("b", false, true));
  }

  /** One step of a sequence of the voice model; the version that answered. */
  private String step(String id, boolean start, boolean end) throws Exception {
    InferRequest request =
        new InferRequest(
            Map.of("input", Tensor.allocate(ElementType.FLOAT32, 1, 576)),
            List.of(),
            InferRequest.USUAL,
            Optional.empty(),
            Optional.of(new InferRequest.Sequence(id, start, end)));
    CompletableFuture<InferOutcome> outcome = new CompletableFuture<>();
    catalogue
        .find("audio/voice-activity", Optional.empty())
        .orElseThrow()
        .infer(request, outcome::complete);
    InferOutcome.Answered answered =
        assertInstanceOf(InferOutcome.Answered.class, outcome.get(10, TimeUnit.SECONDS));
    answered.free();
    return answered.version();
  }

  @Test
  void aFailureOfTheEngineCountsAgainstTheRelease() throws Exception {
    bench.activate(Examples.images("1.0.0"), Map.of());
    bench.engine.faulty(true);
    assertEquals(
        Reason.FAILED, refusal(IMAGES, InferRequest.of(Map.of("image", image(1)))).reason());
    assertTrue(
        bench.host.fault(ModelName.parse(IMAGES)).orElseThrow().startsWith("1 of 1 inferences"));
  }

  private CompletableFuture<Void> activate(String version) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                bench.activate(Examples.images(version), Map.of());
                done.complete(null);
              } catch (ReleaseException | RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private void assertRefused(String model, Map<String, Tensor> inputs, String message)
      throws Exception {
    InferOutcome.Refused refused = refusal(model, InferRequest.of(inputs));
    assertEquals(Reason.INVALID, refused.reason());
    assertEquals(message, refused.message());
  }

  private InferOutcome.Refused refusal(String model, InferRequest request) throws Exception {
    CompletableFuture<InferOutcome> outcome = new CompletableFuture<>();
    catalogue.find(model, Optional.empty()).orElseThrow().infer(request, outcome::complete);
    return assertInstanceOf(InferOutcome.Refused.class, outcome.get(10, TimeUnit.SECONDS));
  }

  private static CompletableFuture<InferOutcome> ask(Served served, Map<String, Tensor> inputs) {
    CompletableFuture<InferOutcome> outcome = new CompletableFuture<>();
    served.infer(InferRequest.of(inputs), outcome::complete);
    return outcome;
  }

  private static Tensor image(long batch) {
    return Tensor.allocate(ElementType.FLOAT32, batch, 3, 32, 32);
  }
}
