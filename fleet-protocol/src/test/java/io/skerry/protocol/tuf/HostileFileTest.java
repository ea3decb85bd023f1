package io.skerry.protocol.tuf;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes, a parser answers with metadata or with a refusal. */
final class HostileFileTest {
  private final RepositorySimulator repository = new RepositorySimulator();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "[]",
        "{}",
        "{\"signed\":{}}",
        "{\"signatures\":[]}",
        "{\"signatures\":{},\"signed\":{}}",
        "{\"signatures\":[],\"signed\":[]}",
        "{\"signatures\":[],\"signed\":{},\"signed\":{}}",
        "{\"signatures\":[],\"signed\":{\"a\":1.5}}",
        "{\"signatures\":[],\"signed\":{\"a\":1e999999999}}",
        "{\"signatures\":[],\"signed\":{\"_type\":\"\\ud800\"}}",
        "{\"signatures\":[{\"keyid\":\"x\",\"sig\":\"\"}],\"signed\":{}}",
        "{\"signatures\":[],\"signed\":{}} {}"
      })
  void refusesWhatIsNoMetadata(String json) {
    byte[] file = json.getBytes(StandardCharsets.UTF_8);
    assertRefused(Reason.FORMAT, () -> Signed.root(file));
    assertRefused(Reason.FORMAT, () -> Signed.timestamp(file));
    assertRefused(Reason.FORMAT, () -> Signed.snapshot(file));
    assertRefused(Reason.FORMAT, () -> Signed.targets(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"_type\":\"timestamp\"|\"_type\":\"root\"",
        "\"spec_version\":\"1.0.31\"|\"spec_version\":\"2.0.0\"",
        "\"version\":1}|\"version\":0}",
        "\"version\":1}|\"version\":-1}",
        "\"version\":1}|\"version\":9007199254740992}",
        "\"version\":1}|\"version\":99999999999999999999999}",
        "\"version\":1}|\"version\":\"1\"}",
        "\"expires\":\"2027-01-31T00:00:00Z\"|\"expires\":\"2027-01-31T00:00:00.5Z\"",
        "\"expires\":\"2027-01-31T00:00:00Z\"|\"expires\":\"2027-01-31T00:00:00+01:00\"",
        "\"expires\":\"2027-01-31T00:00:00Z\"|\"expires\":\"2027-02-31T00:00:00Z\"",
        "\"expires\":\"2027-01-31T00:00:00Z\"|\"expires\":7",
        "\"snapshot.json\"|\"other.json\"",
        "\"sha256\"|\"sha1\"",
        "\"length\":|\"length\":\"\",\"x\":"
      })
  void refusesATimestampWithAWrongField(String change) {
    String[] parts = change.split("\\|", 2);
    String json = new String(repository.files.get("timestamp.json"), StandardCharsets.UTF_8);
    assertTrue(json.contains(parts[0]), json);
    byte[] file = json.replace(parts[0], parts[1]).getBytes(StandardCharsets.UTF_8);
    assertRefused(Reason.FORMAT, () -> Signed.timestamp(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"consistent_snapshot\":true|\"consistent_snapshot\":false",
        "\"threshold\":1|\"threshold\":0",
        "\"threshold\":1|\"threshold\":2",
        "\"threshold\":1|\"threshold\":4294967297",
        "\"timestamp\":{|\"timestamq\":{",
        "\"roles\":{|\"roles\":{\"mirrors\":{},",
        "\"keys\":{\"|\"keys\":{\"0",
        "\"keyids\":[|\"keyids\":[7,"
      })
  void refusesARootWithAWrongField(String change) {
    String[] parts = change.split("\\|", 2);
    String json = new String(repository.rootFile(1), StandardCharsets.UTF_8);
    assertTrue(json.contains(parts[0]), json);
    byte[] file = json.replace(parts[0], parts[1]).getBytes(StandardCharsets.UTF_8);
    assertRefused(Reason.FORMAT, () -> Signed.root(file));
  }

  @Test
  void refusesEveryTruncation() {
    byte[] file = repository.files.get("timestamp.json");
    for (int length = 0; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      assertRefused(Reason.FORMAT, () -> Signed.timestamp(part));
    }
  }

  @Test
  void refusesDeepNesting() {
    String deep = "{\"signatures\":[],\"signed\":" + "[".repeat(200_000);
    assertRefused(Reason.FORMAT, () -> Signed.targets(deep.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void refusesMoreThan64Signatures() {
    byte[] file =
        MetadataWriter.sign(
            repository.timestamp, Stream.generate(repository::newKey).limit(65).toList());
    assertRefused(Reason.FORMAT, () -> Signed.timestamp(file));
  }

  /** A changed byte is refused, or changed nothing that counts: white space, or hex in capitals. */
  @Test
  void neverTrustsOtherContentAfterARandomChange() throws Exception {
    byte[] good = repository.rootFile(1);
    Root expected = Signed.root(good).metadata();
    Random random = new Random(20261125);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      try {
        Signed<Root> root = Signed.root(bad);
        root.verify(expected);
        assertEquals(expected, root.metadata());
      } catch (TrustException _) {
        refused++;
      }
    }
    assertTrue(refused > 4_900, "refused " + refused);
  }

  @Test
  void keepsTheFileAsItCame() throws Exception {
    byte[] spaced =
        (" " + new String(repository.files.get("timestamp.json"), StandardCharsets.UTF_8) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    Signed<Timestamp> timestamp = Signed.timestamp(spaced);
    timestamp.verify(repository.root);
    assertArrayEquals(spaced, timestamp.bytes());
  }
}
