package io.skerry.protocol.activation;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static io.skerry.protocol.tuf.RepositorySimulator.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.RepositorySimulator;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import io.skerry.protocol.tuf.TrustedMetadata;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ActivationRulesTest {
  private static final ReleaseId RELEASE = ReleaseId.parse("config/shop@7.0.0");
  private static final byte[] MANIFEST = manifest(RELEASE);
  private final Map<String, TargetFile> files = new HashMap<>();

  @Test
  void givesTheManifestOfAReleaseThatMayRun() throws Exception {
    files.put(RELEASE.toString(), TargetFile.of(MANIFEST));
    Manifest manifest = check("7.0.0", MANIFEST, Map.of("minScore", "0.9"));
    assertEquals(RELEASE, manifest.release());
  }

  @Test
  void refusesAReleaseThatNoPublisherNames() {
    assertRefused(Reason.NOT_IN_TARGETS, () -> check("1.0.0", MANIFEST, Map.of()));
  }

  @Test
  void refusesAReleaseBelowItsFloor() {
    files.put(RELEASE.toString(), TargetFile.of(MANIFEST));
    assertRefused(Reason.FLOOR, () -> check("7.0.1", MANIFEST, Map.of()));
  }

  @Test
  void refusesAnotherManifest() {
    files.put(RELEASE.toString(), TargetFile.of(MANIFEST));
    byte[] changed = MANIFEST.clone();
    changed[changed.length - 1] = ' ';
    assertRefused(Reason.HASH, () -> check("1.0.0", changed, Map.of()));
    assertRefused(Reason.LENGTH, () -> check("1.0.0", new byte[0], Map.of()));
  }

  @Test
  void refusesAManifestThatBearsAnotherName() {
    byte[] other = manifest(ReleaseId.parse("config/shop@7.0.1"));
    files.put(RELEASE.toString(), TargetFile.of(other));
    assertRefused(Reason.FORMAT, () -> check("1.0.0", other, Map.of()));
  }

  @Test
  void refusesWhatIsNoManifestThoughPublished() {
    byte[] garbage = "{\"schema\":1}".getBytes(StandardCharsets.UTF_8);
    files.put(RELEASE.toString(), TargetFile.of(garbage));
    assertRefused(Reason.FORMAT, () -> check("1.0.0", garbage, Map.of()));
  }

  @Test
  void refusesParametersThatAreNotDeclaredOrOutOfBounds() {
    files.put(RELEASE.toString(), TargetFile.of(MANIFEST));
    assertRefused(Reason.PARAMETER, () -> check("1.0.0", MANIFEST, Map.of("sink", "mqtt.example")));
    assertRefused(Reason.PARAMETER, () -> check("1.0.0", MANIFEST, Map.of("minScore", "0.1")));
    assertRefused(Reason.PARAMETER, () -> check("1.0.0", MANIFEST, Map.of("minScore", "NaN")));
  }

  private Manifest check(String floor, byte[] manifest, Map<String, String> parameters)
      throws Exception {
    RepositorySimulator repository = new RepositorySimulator();
    repository.publish(
        new Targets(
            2,
            NOW.plusSeconds(60),
            files,
            Map.of(RELEASE.model(), Version.parse(floor)),
            Map.of()));
    TrustedMetadata trusted = repository.trusted();
    return ActivationRules.check(trusted, new Desired(RELEASE, parameters), manifest);
  }

  private static byte[] manifest(ReleaseId release) {
    return """
        {"schema":1,"release":"%s","card":{"licence":"MIT","authors":["A"],"description":"shop"},
         "parameters":{"minScore":{"type":"decimal","default":"0.7","min":"0.3","max":"0.99"}},
         "content":{"kind":"config"}}
        """
        .formatted(release)
        .getBytes(StandardCharsets.UTF_8);
  }
}
