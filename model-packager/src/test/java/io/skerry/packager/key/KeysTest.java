package io.skerry.packager.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.packager.Cli;
import io.skerry.packager.cli.Failure;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.json.FormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeysTest {
  @TempDir Path folder;

  @Test
  void opensWhatItMadeWithTheSamePassphrase() throws Exception {
    Path key = make();
    byte[] message = {1, 2, 3};
    Signer signer = KeyStore.open(key, typing(Cli.PASSPHRASE));
    VerifyKey publicKey = KeyStore.publicKey(folder.resolve("key.pub"));
    assertTrue(publicKey.verifies(message, signer.sign(message)));
    assertEquals(publicKey, KeyStore.publicKey(key));
  }

  @Test
  void refusesAWrongPassphrase() {
    Path key = make();
    Failure e = assertThrows(Failure.class, () -> KeyStore.open(key, typing("a wrong passphrase")));
    assertEquals(Failure.Kind.REFUSED, e.kind());
  }

  @Test
  void refusesAChangedFile() throws Exception {
    Path key = make();
    String text = Files.readString(key);
    Files.writeString(key, text.replace("\"iterations\":3", "\"iterations\":4"));
    assertThrows(Failure.class, () -> KeyStore.open(key, typing(Cli.PASSPHRASE)));
    Files.writeString(key, text.replace("\"memoryKib\":65536", "\"memoryKib\":2000000000"));
    assertThrows(FormatException.class, () -> KeyStore.open(key, typing(Cli.PASSPHRASE)));
  }

  @Test
  void refusesAPublicKeyThatWasExchanged() throws Exception {
    Path key = make();
    new Cli().done("keys", "new", "--out", folder.resolve("other"));
    String mine = KeyStore.publicKey(key).material();
    String other = KeyStore.publicKey(folder.resolve("other.pub")).material();
    Files.writeString(key, Files.readString(key).replace(mine, other));
    assertThrows(Failure.class, () -> KeyStore.open(key, typing(Cli.PASSPHRASE)));
  }

  @Test
  void isReadableByItsOwnerAlone() throws Exception {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(make())));
  }

  @Test
  void holdsNoSecretInTheOpen() throws Exception {
    Path key = make();
    String text = Files.readString(key);
    assertFalse(text.contains(Cli.PASSPHRASE));
    assertTrue(text.length() < 600, text);
  }

  @Test
  void neverOverwrites() throws Exception {
    Path key = make();
    String before = Files.readString(key);
    assertEquals(1, new Cli().run("keys", "new", "--out", key).exitCode());
    Files.delete(key);
    assertEquals(1, new Cli().run("keys", "new", "--out", key).exitCode(), "the .pub is there");
    assertTrue(before.length() > 100);
  }

  @Test
  void makesNoKeyWithoutItsPublicFile() throws Exception {
    Path key = folder.resolve("key");
    Files.createSymbolicLink(folder.resolve("key.pub"), folder.resolve("nowhere"));
    assertEquals(3, new Cli().run("keys", "new", "--out", key).exitCode());
    assertFalse(Files.exists(key));
  }

  @Test
  void makesTheFolderOfTheKey() {
    new Cli().done("keys", "new", "--out", folder.resolve("keys/root.key"));
    assertTrue(Files.exists(folder.resolve("keys/root.key.pub")));
  }

  @Test
  void refusesShortPassphrases() {
    Cli.Run run = new Cli(terminal("short")).run("keys", "new", "--out", folder.resolve("key"));
    assertEquals(1, run.exitCode());
    assertTrue(run.error().contains("at least 12"));
    assertFalse(Files.exists(folder.resolve("key")));
  }

  @Test
  void asksTwiceAndRefusesWhatDiffers() {
    Cli.Run run =
        new Cli(terminal("correct horse battery", "correct horse batterie"))
            .run("keys", "new", "--out", folder.resolve("key"));
    assertEquals(1, run.exitCode());
    assertTrue(run.error().contains("differ"));
  }

  @Test
  void saysWhatToDoWithoutATerminal() {
    Cli.Run run =
        new Cli(prompt -> Optional.empty()).run("keys", "new", "--out", folder.resolve("key"));
    assertEquals(2, run.exitCode());
    assertTrue(run.error().contains("--passphrase-fd"));
  }

  @Test
  void takesTheSameLettersInAnotherEncodingForTheSame() {
    try (Passphrase composed = new Passphrase("\u00e9".toCharArray());
        Passphrase decomposed = new Passphrase("e\u0301".toCharArray())) {
      assertEquals(
          new String(composed.bytes(), StandardCharsets.UTF_8),
          new String(decomposed.bytes(), StandardCharsets.UTF_8));
    }
  }

  private Path make() {
    Path key = folder.resolve("key");
    new Cli().done("keys", "new", "--out", key);
    return key;
  }

  private static PassphraseOption typing(String passphrase) {
    return new PassphraseOption(prompt -> Optional.of(passphrase.toCharArray()));
  }

  private static Terminal terminal(String... lines) {
    Iterator<String> typed = List.of(lines).iterator();
    return prompt -> Optional.of(typed.next().toCharArray());
  }
}
