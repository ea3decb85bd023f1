package io.skerry.packager.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.packager.Cli;
import io.skerry.packager.key.QuickKeys;
import io.skerry.protocol.tuf.RoleName;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Signed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitTest {
  @TempDir Path folder;

  @BeforeEach
  void makeKeys() throws Exception {
    for (String key : new String[] {"a", "b", "c"}) {
      QuickKeys.make(folder.resolve(key));
    }
    String online = Files.readString(folder.resolve("c.pub"));
    Files.writeString(
        folder.resolve("online-keys.json"),
        "{\"snapshot\":[%1$s],\"timestamp\":[%1$s],\"assignments\":[%1$s]}".formatted(online));
  }

  @Test
  void signsARootByTheThresholdOfItsKeys() throws Exception {
    Cli.Run run =
        init("--root-key", folder.resolve("a"), folder.resolve("b.pub"), "--threshold", 1);
    assertEquals(0, run.exitCode(), run.err());
    Signed<Root> root =
        Signed.root(Files.readAllBytes(folder.resolve("repository/metadata/1.root.json")));
    root.verify(root.metadata());
    assertEquals(2, root.metadata().role(RoleName.ROOT).keyIds().size());
    assertTrue(root.metadata().assignments().isPresent());
    assertEquals(Cli.NOW.plus(Duration.ofDays(365)), root.metadata().expires());
  }

  @Test
  void needsMoreThanHalfOfTheRootKeysByDefault() {
    Cli.Run run = init("--root-key", folder.resolve("a"), folder.resolve("b.pub"));
    assertEquals(1, run.exitCode());
    assertTrue(run.error().contains("expected 2 private keys"));
    assertFalse(Files.exists(folder.resolve("repository")));
  }

  @Test
  void refusesThresholdsBeyondTheKeysAndKeysGivenTwice() {
    assertEquals(2, init("--root-key", folder.resolve("a"), "--threshold", 2).exitCode());
    assertEquals(2, init("--root-key", folder.resolve("a"), folder.resolve("a.pub")).exitCode());
  }

  @Test
  void neverReplacesARepository() {
    assertEquals(0, init("--root-key", folder.resolve("a")).exitCode());
    assertEquals(2, init("--root-key", folder.resolve("b")).exitCode());
  }

  @Test
  void refusesOnlineKeysThatLackARole() throws Exception {
    Files.writeString(
        folder.resolve("online-keys.json"),
        "{\"snapshot\":[],\"timestamp\":[],\"assignments\":[]}");
    assertEquals(1, init("--root-key", folder.resolve("a")).exitCode());
  }

  private Cli.Run init(Object... rootKeys) {
    Object[] rest = {
      "--targets-key",
      folder.resolve("b.pub"),
      "--repository",
      folder.resolve("repository"),
      "--online-keys",
      folder.resolve("online-keys.json")
    };
    Object[] all = new Object[1 + rootKeys.length + rest.length];
    all[0] = "init";
    System.arraycopy(rootKeys, 0, all, 1, rootKeys.length);
    System.arraycopy(rest, 0, all, 1 + rootKeys.length, rest.length);
    return new Cli().run(all);
  }
}
