package io.skerry.packager.key;

import io.skerry.packager.cli.Failure;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Gets passphrases: from a descriptor's first line, read once for all keys of a command, or from
 * the terminal. Never from an argument or the environment, where others could read it. Confined to
 * one thread.
 */
public final class PassphraseOption {
  private static final int MAX_BYTES = 1024;

  @Option(
      names = "--passphrase-fd",
      paramLabel = "N",
      description = "Read the passphrase from descriptor N's first line (0 is stdin).")
  private Optional<Integer> descriptor = Optional.empty();

  private final Terminal terminal;
  private Optional<char[]> line = Optional.empty();

  /** Asks at this terminal where no descriptor is given. */
  public PassphraseOption(Terminal terminal) {
    this.terminal = terminal;
  }

  Passphrase existing(String subject) throws IOException, Failure {
    return descriptor.isPresent() ? fromDescriptor() : ask("Passphrase of " + subject);
  }

  Passphrase chosen(String subject) throws IOException, Failure {
    Passphrase first =
        descriptor.isPresent() ? fromDescriptor() : ask("New passphrase for " + subject);
    if (!first.isLongEnough()) {
      first.close();
      throw Failure.refused(
          "passphrase: expected at least "
              + Passphrase.MIN_CHARS
              + " characters; use several words");
    }
    if (descriptor.isEmpty()) {
      try (Passphrase again = ask("The same again")) {
        if (!first.same(again)) {
          first.close();
          throw Failure.refused("the two passphrases differ; run the command again");
        }
      }
    }
    return first;
  }

  private Passphrase ask(String prompt) throws Failure {
    return new Passphrase(
        terminal
            .ask(prompt)
            .orElseThrow(
                () ->
                    Failure.misuse("no terminal to ask for a passphrase; give --passphrase-fd N")));
  }

  private Passphrase fromDescriptor() throws IOException, Failure {
    if (line.isEmpty()) {
      line = Optional.of(readLine(descriptor.orElseThrow()));
    }
    return new Passphrase(line.get().clone());
  }

  private static char[] readLine(int number) throws IOException, Failure {
    byte[] bytes = new byte[MAX_BYTES];
    int length = 0;
    try (InputStream in = number == 0 ? System.in : new FileInputStream("/dev/fd/" + number)) {
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        if (length == MAX_BYTES) {
          throw Failure.misuse("--passphrase-fd: expected a line of at most 1024 bytes");
        }
        bytes[length++] = (byte) b;
      }
    }
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString()
          .toCharArray();
    } catch (CharacterCodingException e) {
      throw Failure.misuse("--passphrase-fd: expected UTF-8");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
