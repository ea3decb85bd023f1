package io.skerry.packager.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.packager.Cli;
import io.skerry.packager.RepositoryFixture;
import io.skerry.packager.file.Folders;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignTest {
  private static final ReleaseId RELEASE = ReleaseId.parse("test/flatten@1.0.0");

  @TempDir Path folder;
  private RepositoryFixture fixture;

  @BeforeEach
  void prepare() throws Exception {
    fixture = new RepositoryFixture(folder);
  }

  @Test
  void addsTheReleaseToTargetsAndItsFilesToTheRepository() throws Exception {
    Path release = fixture.release("1.0.0");
    Cli.Run run = fixture.signing("sign", release, "--json");
    assertEquals(0, run.exitCode(), run.err());
    TargetFile target = targets().find(RELEASE).orElseThrow();
    Path manifest = repository().manifestFile(RELEASE, target);
    target.check(RELEASE, Files.readAllBytes(manifest));
    assertEquals(
        Folders.list(release.resolve("blobs")).size(),
        Folders.list(fixture.repository().resolve("blobs")).size());
    assertEquals(Cli.NOW.plus(Duration.ofDays(90)), targets().expires());
  }

  @Test
  void signsSeveralReleasesInOneVersionOrNone() throws Exception {
    Path first = fixture.release("1.0.0");
    assertEquals(1, fixture.signing("sign", first, fixture.packed("1.2.0")).exitCode());
    assertFalse(Files.exists(fixture.repository().resolve("metadata/targets.json")));
    assertEquals(0, fixture.signing("sign", first, fixture.release("1.1.0")).exitCode());
    assertEquals(1, targets().version());
    assertEquals(2, targets().targets().size());
  }

  @Test
  void refusesAnUnprovenModel() throws Exception {
    Cli.Run run = fixture.signing("sign", fixture.packed("1.0.0"));
    assertEquals(1, run.exitCode());
    assertTrue(run.error().contains("packager prove"));
    assertFalse(Files.exists(fixture.repository().resolve("metadata/targets.json")));
  }

  @Test
  void refusesTheProofOfAnotherManifest() throws Exception {
    Path release = fixture.packed("1.0.0");
    Files.copy(fixture.release("1.1.0").resolve("proof.json"), release.resolve("proof.json"));
    assertEquals(1, fixture.signing("sign", release).exitCode());
  }

  @Test
  void writesTheReasonIntoAnUnprovenManifest() throws Exception {
    Cli.Run run =
        fixture.signing("sign", fixture.packed("1.0.0"), "--unproven", "no samples yet", "--json");
    assertEquals(0, run.exitCode(), run.err());
    assertFalse(run.json().at("/releases/0/proven").asBoolean(true));
    TargetFile target = targets().find(RELEASE).orElseThrow();
    byte[] bytes = Files.readAllBytes(repository().manifestFile(RELEASE, target));
    assertEquals("no samples yet", Manifest.parse(bytes).unproven().orElseThrow());
  }

  @Test
  void refusesAReasonWhereThereIsAProof() throws Exception {
    assertEquals(
        2, fixture.signing("sign", fixture.release("1.0.0"), "--unproven", "x").exitCode());
  }

  @Test
  void changesNothingTheSecondTime() throws Exception {
    Path release = fixture.release("1.0.0");
    fixture.signing("sign", release);
    assertEquals(0, fixture.signing("sign", release).exitCode());
    assertEquals(1, targets().version());
  }

  @Test
  void renewsTargetsThatWouldHoldLongerAndNeverShortensThem() throws Exception {
    Path release = fixture.release("1.0.0");
    fixture.signing("sign", release);
    Cli.Run run = fixture.signing("sign", release, "--expires-days", "120");
    assertTrue(run.out().contains("targets version 2, expires 2030-05-01T00:00:00Z"), run.out());
    assertEquals(Cli.NOW.plus(Duration.ofDays(120)), targets().expires());
    assertEquals(0, fixture.signing("sign", release, "--expires-days", "30").exitCode());
    assertEquals(2, targets().version());
  }

  @Test
  void renewsTargetsByTheSameFloorToo() throws Exception {
    fixture.signing("sign", fixture.release("1.0.0"));
    fixture.signing("floor", "test/flatten", "1.0.0");
    fixture.signing("floor", "test/flatten", "1.0.0", "--expires-days", "120");
    assertEquals(3, targets().version());
    assertEquals(Cli.NOW.plus(Duration.ofDays(120)), targets().expires());
  }

  @Test
  void refusesTheSameReleaseWithOtherBytes() throws Exception {
    fixture.signing("sign", fixture.release("1.0.0"));
    Path other = folder.resolve("other");
    new io.skerry.packager.SourceFixture(folder.resolve("source")).replace("[Test]", "[Other]");
    new Cli().done("pack", folder.resolve("source"), "--out", other);
    new Cli().done("prove", other);
    Cli.Run run = fixture.signing("sign", other);
    assertEquals(1, run.exitCode());
    assertTrue(run.error().contains("give it a new version"));
  }

  @Test
  void refusesAVersionUnderTheFloor() throws Exception {
    fixture.signing("sign", fixture.release("2.0.0"));
    assertEquals(0, fixture.signing("floor", "test/flatten", "2.0.0").exitCode());
    Cli.Run run = fixture.signing("sign", fixture.release("1.0.0"));
    assertEquals(1, run.exitCode());
    assertTrue(run.error().contains("floor 2.0.0"));
  }

  @Test
  void aFloorOnlyRises() throws Exception {
    fixture.signing("sign", fixture.release("2.0.0"));
    fixture.signing("floor", "test/flatten", "1.5.0");
    assertEquals(1, fixture.signing("floor", "test/flatten", "1.4.0").exitCode());
    assertEquals(0, fixture.signing("floor", "test/flatten", "1.5.0").exitCode());
    assertEquals(2, targets().version(), "the same floor again changes nothing");
    assertEquals(1, fixture.signing("floor", "test/flatten", "3.0.0").exitCode(), "unreachable");
  }

  @Test
  void withdrawsAReleaseAndKeepsTheFloors() throws Exception {
    fixture.signing("sign", fixture.release("1.0.0"));
    fixture.signing("floor", "test/flatten", "1.0.0");
    assertEquals(0, fixture.signing("withdraw", RELEASE).exitCode());
    assertTrue(targets().find(RELEASE).isEmpty());
    assertEquals(1, targets().floors().size());
    assertEquals(1, fixture.signing("withdraw", RELEASE).exitCode());
  }

  @Test
  void refusesAKeyThatRootDoesNotName() throws Exception {
    Cli.Run run = fixture.signingWith("online", "sign", fixture.release("1.0.0"));
    assertEquals(1, run.exitCode());
    assertTrue(run.error().contains("root 1 names for targets"));
  }

  @Test
  void leavesTargetsAloneWhenABlobIsDamaged() throws Exception {
    Path release = fixture.release("1.0.0");
    Path blob = Folders.list(release.resolve("blobs")).getFirst();
    Files.write(blob, new byte[1], StandardOpenOption.APPEND);
    assertEquals(1, fixture.signing("sign", release).exitCode());
    assertFalse(Files.exists(fixture.repository().resolve("metadata/targets.json")));
    assertFalse(Files.exists(fixture.repository().resolve("blobs").resolve(blob.getFileName())));
  }

  @Test
  void refusesARepositoryWhoseTargetsWereChanged() throws Exception {
    fixture.signing("sign", fixture.release("1.0.0"));
    Path file = fixture.repository().resolve("metadata/targets.json");
    Files.writeString(file, Files.readString(file).replace("\"version\":1", "\"version\":7"));
    assertEquals(1, fixture.signing("sign", fixture.release("1.1.0")).exitCode());
  }

  private RepositoryFolder repository() throws Exception {
    return RepositoryFolder.open(fixture.repository());
  }

  private Targets targets() throws Exception {
    Root root = repository().roots().getLast().metadata();
    return repository().targets(root).orElseThrow().metadata();
  }
}
