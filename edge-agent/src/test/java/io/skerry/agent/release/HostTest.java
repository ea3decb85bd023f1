package io.skerry.agent.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.media.Picture;
import io.skerry.agent.media.Pictures;
import io.skerry.agent.model.Examples;
import io.skerry.agent.model.Found;
import io.skerry.agent.model.Lease;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models: proving, refusing, sharing and swapping under load. */
@Timeout(60)
final class HostTest {
  private static final ModelName IMAGES = ModelName.parse("vision/image-classifier");

  private final Bench bench = new Bench(Map.of());

  @AfterEach
  void close() {
    bench.close();
    assertEquals(0, bench.engine.open());
    assertEquals(0, bench.engine.closedInUse());
  }

  @Test
  void swappingUnderLoadDropsNothing() throws Exception {
    bench.activate(Examples.images("1.0.0"), Map.of());
    Picture cat = Pictures.decode(Files.readAllBytes(Examples.media("pictures/cat-chelsea.jpg")));
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        counts.add(callers.submit(() -> look(cat, stop)));
      }
      for (int version = 1; version <= 30; version++) {
        bench.activate(Examples.images("1.0." + version), Map.of());
      }
      stop.set(true);
      for (Future<Integer> count : counts) {
        assertTrue(count.get() > 0);
      }
    }
    assertEquals(31, bench.engine.opened());
    assertEquals(1, bench.engine.open());
    assertEquals(Optional.empty(), bench.host.fault(IMAGES));
  }

  private int look(Picture picture, AtomicBoolean stop) throws Exception {
    int count = 0;
    while (!stop.get()) {
      try (Lease lease = bench.models.lease(IMAGES).orElseThrow()) {
        Found.Labels found = (Found.Labels) lease.look(picture, 0);
        assertEquals("cat", found.labels().getFirst().label());
        count++;
      }
    }
    return count;
  }

  @Test
  void otherParametersOfTheSameReleaseLoadNothing() throws Exception {
    bench.activate(Examples.faces("1.0.0"), Map.of());
    assertEquals(0.7f, bench.models.list().getFirst().minScore());
    bench.activate(Examples.faces("1.0.0"), Map.of("minScore", "0.9"));
    assertEquals(0.9f, bench.models.list().getFirst().minScore());
    assertEquals(1, bench.engine.opened());
  }

  @Test
  void aCandidateThatIsNotActivatedLeavesNothing() throws Exception {
    bench.activate(Examples.images("1.0.0"), Map.of());
    try (ReleaseHost.Candidate candidate =
        bench.host.prepare(Examples.images("2.0.0"), Optional.empty(), Map.of(), Examples::blob)) {
      assertEquals(Optional.of("fp32-cpu"), candidate.variant());
      assertEquals(2, bench.engine.open());
    }
    assertEquals(1, bench.engine.open());
    assertEquals("1.0.0", bench.models.list().getFirst().release().version().toString());
  }

  @Test
  void aGoldenSampleThatDiffersIsRefused(@TempDir Path folder) throws Exception {
    Manifest good = Examples.images("1.0.0");
    ModelContent content = (ModelContent) good.content();
    GoldenSample sample = content.golden().getFirst();
    Blob expected = sample.expected().get("logits");
    byte[] array = Files.readAllBytes(Examples.blob(expected));
    array[array.length - 1] ^= 0x40;
    Blob wrong = Examples.register(Files.write(folder.resolve("wrong.npy"), array));
    GoldenSample bad =
        new GoldenSample("bad", sample.inputs(), Map.of("logits", wrong), sample.tolerance());
    ReleaseException e = refusal(good, with(content, content.tensors(), List.of(sample, bad)));
    assertEquals(ReleaseException.Fault.CONTENT, e.fault());
    assertTrue(e.getMessage().contains("golden sample bad"), e.getMessage());
    assertTrue(e.getMessage().contains("logits element 9"), e.getMessage());
  }

  @Test
  void withoutGoldenSamplesItMustBeSignedAsUnproven() throws Exception {
    Manifest good = Examples.images("1.0.0");
    ModelContent content = (ModelContent) good.content();
    ModelContent bare = with(content, content.tensors(), List.of());
    assertTrue(refusal(good, bare).getMessage().contains("unproven"));
    Manifest signed =
        new Manifest(
            1, good.release(), good.card(), Map.of(), bare, Optional.of("no reference yet"));
    assertTrue(bench.activate(signed, Map.of()).endsWith("unproven: no reference yet"));
  }

  @Test
  void tensorsThatTheModelLacksAreRefused() throws Exception {
    Manifest good = Examples.images("1.0.0");
    ModelContent content = (ModelContent) good.content();
    Tensors tensors =
        new Tensors(
            content.tensors().inputs(),
            List.of(
                new Tensors.Spec(
                    "other",
                    content.tensors().outputs().getFirst().type(),
                    List.of("batch", "10"))),
            List.of(),
            List.of());
    assertTrue(
        refusal(good, with(content, tensors, content.golden())).getMessage().contains("logits"));
  }

  @Test
  void bytesThatAreNoModelAreTheReleasesFault(@TempDir Path folder) throws Exception {
    Path noise = Files.write(folder.resolve("noise"), new byte[5_000]);
    ReleaseException e =
        assertThrows(
            ReleaseException.class,
            () ->
                bench.host.prepare(
                    Examples.images("1.0.0"), Optional.empty(), Map.of(), blob -> noise));
    assertEquals(ReleaseException.Fault.CONTENT, e.fault());
  }

  @Test
  void parametersOutsideTheirBoundsAreRefused() {
    for (Map<String, String> wrong :
        List.of(Map.of("minScore", "0.1"), Map.of("minScore", "x"), Map.of("other", "1"))) {
      assertThrows(
          ReleaseException.class,
          () ->
              bench.host.prepare(Examples.faces("1.0.0"), Optional.empty(), wrong, Examples::blob));
    }
  }

  private ReleaseException refusal(Manifest manifest, ModelContent content) {
    Manifest changed =
        new Manifest(1, manifest.release(), manifest.card(), Map.of(), content, Optional.empty());
    return assertThrows(
        ReleaseException.class,
        () -> bench.host.prepare(changed, Optional.empty(), Map.of(), Examples::blob));
  }

  private static ModelContent with(
      ModelContent content, Tensors tensors, List<GoldenSample> golden) {
    return new ModelContent(
        content.task(),
        content.variants(),
        tensors,
        content.input(),
        content.output(),
        content.labels(),
        golden);
  }
}
