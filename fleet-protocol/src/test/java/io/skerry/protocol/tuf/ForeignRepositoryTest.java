package io.skerry.protocol.tuf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.protocol.id.ReleaseId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Updates from a repository that @tufjs/models 5 wrote and signed: P-256 and Ed25519 keys, a
 * rotation from one root key to two, hashes and fields that Skerry doesn't use.
 */
final class ForeignRepositoryTest {
  private static final ReleaseId RELEASE = ReleaseId.parse("vision/face-detector@1.4.0");

  @Test
  void updatesFromARepositoryThatAnotherToolWrote() throws Exception {
    MemoryStore store = MemoryStore.with(file("1.root.json").orElseThrow());
    TrustedMetadata trusted =
        MetadataClient.refresh((name, maxBytes) -> file(name), store, RepositorySimulator.NOW);
    assertEquals(2, trusted.root().metadata().role(RoleName.ROOT).threshold());
    assertEquals("é \"kept\"", trusted.root().metadata().extra().get("x-note").textValue());
    byte[] manifest = "{\"hello\":\"skerry\"}".getBytes(StandardCharsets.UTF_8);
    trusted.find(RELEASE).orElseThrow().check(RELEASE, manifest);
    assertArrayEquals(file("5.snapshot.json").orElseThrow(), store.files.get("snapshot"));
  }

  private static Optional<byte[]> file(String name) throws IOException {
    try (InputStream in = ForeignRepositoryTest.class.getResourceAsStream("/tuf-js/" + name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    }
  }
}
