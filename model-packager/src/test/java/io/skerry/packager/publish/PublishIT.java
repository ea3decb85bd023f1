package io.skerry.packager.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.packager.Cli;
import io.skerry.packager.RepositoryFixture;
import io.skerry.packager.SourceFixture;
import io.skerry.packager.file.Folders;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class PublishIT {
  private static final int BIG_BYTES = 9_000_000;

  @TempDir static Path shared;
  private static TestAuthority authority;
  private static TestAuthority otherAuthority;
  private static RepositoryFixture fixture;
  private FakeController controller;

  @BeforeAll
  static void prepare() throws Exception {
    authority = new TestAuthority(shared, "authority");
    otherAuthority = new TestAuthority(shared, "other");
    fixture = new RepositoryFixture(shared);
    Files.writeString(shared.resolve("token"), FakeController.TOKEN + "\n");
    byte[] big = new byte[BIG_BYTES];
    new Random(1).nextBytes(big);
    SourceFixture source = new SourceFixture(shared.resolve("big"));
    source.file("engine.plan", big);
    source.replace("variants:", "variants:\n  - {id: trt, engine: tensorrt, file: engine.plan}");
    Path release = shared.resolve("big-release");
    new Cli().done("pack", source.folder(), "--out", release);
    new Cli().done("prove", release);
    assertEquals(0, fixture.signing("sign", release).exitCode());
  }

  @BeforeEach
  void start() throws Exception {
    controller = new FakeController(authority.server());
  }

  @AfterEach
  void stop() {
    controller.close();
  }

  @Test
  void bringsRootsThenBlobsThenTargets() throws Exception {
    Cli.Run run = publish();
    assertEquals(0, run.exitCode(), run.err());
    assertArrayEquals(
        Files.readAllBytes(fixture.repository().resolve("metadata/targets.json")),
        controller.targets);
    List<String> puts = controller.calls.stream().filter(call -> !call.startsWith("HEAD")).toList();
    assertEquals("PUT /api/v1/repository/root/1", puts.get(1));
    assertEquals("PUT /api/v1/repository/targets", puts.getLast());
    // every blob, its index and the manifest
    assertEquals(
        Folders.list(fixture.repository().resolve("blobs")).size() + 1, controller.blobs.size());
  }

  @Test
  void sendsNothingTheSecondTime() throws Exception {
    publish();
    assertEquals(0, publish("--json").json().path("sentBytes").asLong());
  }

  @Test
  void goesOnAfterACutWithoutSendingTwice() {
    controller.cutAfterBytes = 1_000_000;
    Cli.Run run = publish();
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(stored(), controller.bytesReceived.get());
    assertTrue(run.err().contains("again in 500 ms"), run.err());
  }

  @Test
  void doesNotRepeatAPieceWhoseAnswerWasLost() {
    controller.cutAfterBytes = Integer.MAX_VALUE;
    assertEquals(0, publish().exitCode());
    assertEquals(stored(), controller.bytesReceived.get());
  }

  @Test
  void aSecondCommandGoesOnWhereTheFirstWasCutOff() {
    controller.cutAfterBytes = 1_000_000;
    Backoff.Pause stop =
        duration -> {
          throw new InterruptedException("the operator gave up");
        };
    int first =
        new CommandLine(new PublishCommand(stop))
            .setErr(new PrintWriter(new StringWriter()))
            .execute(args(controller.url(), authority.pem()));
    assertTrue(Thread.interrupted() && first != 0);
    assertEquals(0, publish().exitCode());
    assertEquals(stored(), controller.bytesReceived.get());
  }

  @Test
  void outlivesShortFailures() {
    controller.failuresLeft.set(5);
    assertEquals(0, publish().exitCode());
  }

  @Test
  void givesUpWith3AfterManyFailures() {
    controller.failuresLeft.set(1000);
    Cli.Run run = publish();
    assertEquals(3, run.exitCode());
    assertTrue(run.error().contains("run the command again"), run.error());
  }

  @Test
  void trustsOnlyTheGivenAuthority() {
    Cli.Run run = publishTo(controller.url(), otherAuthority.pem());
    assertEquals(1, run.exitCode(), run.err());
    assertTrue(run.error().contains("--authority"), run.error());
    assertTrue(controller.calls.isEmpty(), "no token was sent");
  }

  @Test
  void refusesUrlsWithoutTls() {
    assertEquals(2, publishTo("http://localhost:1", authority.pem()).exitCode());
  }

  @Test
  void exitsWith3WhereNobodyListens() {
    String url = controller.url();
    controller.close();
    assertEquals(3, publishTo(url, authority.pem()).exitCode());
  }

  @Test
  void refusesAControllerWithAnotherRoot() {
    controller.roots.put("1.root.json", new byte[] {'{', '}'});
    Cli.Run run = publish();
    assertEquals(1, run.exitCode());
    assertTrue(run.error().contains("another root"), run.error());
    assertTrue(controller.blobs.isEmpty());
  }

  @Test
  void doesNotInsistWhereTheControllerIsFull() {
    controller.targetsStatus = 507;
    Cli.Run run = publish();
    assertEquals(1, run.exitCode());
    assertEquals(1, controller.calls.stream().filter(call -> call.endsWith("targets")).count());
  }

  @Test
  void passesOnWhatTheControllerSays() {
    controller.targetsStatus = 409;
    Cli.Run run = publish();
    assertEquals(1, run.exitCode());
    assertTrue(run.error().contains("409: missing: this and that"), run.error());
  }

  @Test
  void refusesWhereTheTokenIsNotAccepted() throws Exception {
    Path token = shared.resolve("other-token");
    Files.writeString(token, "wrong");
    Cli.Run run =
        new Cli()
            .run(
                "publish",
                "--repository",
                fixture.repository(),
                "--url",
                controller.url(),
                "--authority",
                authority.pem(),
                "--token-file",
                token);
    assertEquals(1, run.exitCode());
    assertTrue(run.error().contains("--token-file") && !run.err().contains("wrong"), run.err());
  }

  private Cli.Run publish(String... more) {
    return publishTo(controller.url(), authority.pem(), more);
  }

  private static Cli.Run publishTo(String url, Path pem, String... more) {
    List<String> args = new ArrayList<>(List.of("publish"));
    args.addAll(List.of(args(url, pem)));
    args.addAll(List.of(more));
    return new Cli().run(args.toArray());
  }

  private static String[] args(String url, Path pem) {
    return new String[] {
      "--repository",
      fixture.repository().toString(),
      "--url",
      url,
      "--authority",
      pem.toString(),
      "--token-file",
      shared.resolve("token").toString()
    };
  }

  /** The bytes of all blobs that the controller has. */
  private long stored() {
    return controller.blobs.values().stream().mapToLong(blob -> blob.length).sum();
  }
}
