package io.skerry.controller;

import io.skerry.controller.authority.Authority;
import io.skerry.controller.authority.Pem;
import io.skerry.controller.authority.Role;
import io.skerry.controller.files.DurableFile;
import io.skerry.controller.state.State;
import io.skerry.controller.state.StateException;
import io.skerry.controller.state.StateFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Issues a certificate for a program that reads results. */
@Command(
    name = "certificate",
    description = "Issue a certificate for a program that reads results over MQTT.",
    mixinStandardHelpOptions = true)
final class CertificateCommand implements Callable<Integer> {
  @Option(names = "--state", required = true, description = "the controller's state folder")
  private Path state = Path.of("");

  @Option(names = "--kind", required = true, description = "${COMPLETION-CANDIDATES}")
  private Kind kind = Kind.integrator;

  @Option(names = "--name", required = true, description = "its name: a-z, 0-9, _ and -")
  private String name = "";

  @Option(names = "--out", required = true, description = "the folder for certificate and key")
  private Path out = Path.of("");

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws StateException, IOException {
    Authority authority = State.load(new StateFolder(state), Clock.systemUTC()).authority();
    KeyPair pair = Authority.newKeyPair();
    X509Certificate certificate =
        switch (kind) {
          case integrator -> authority.issueClient(name, Role.INTEGRATOR, pair.getPublic());
        };
    Files.createDirectories(out);
    Path file = out.resolve(name + ".pem");
    DurableFile.write(file, ascii(Pem.write(certificate, authority.certificate())));
    DurableFile.writeSecret(out.resolve(name + ".key"), ascii(Pem.write(pair.getPrivate())));
    DurableFile.write(out.resolve("authority.pem"), ascii(Pem.write(authority.certificate())));
    output.print(
        "Issued " + file + "; its MQTT client ids begin with integrator-" + name + "-.",
        Map.of(
            "certificate", file.toString(),
            "fingerprint", Authority.fingerprint(certificate).hex(),
            "clientIdPrefix", "integrator-" + name + "-"));
    return ExitCode.DONE;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whom certificates are issued for on the command line; devices enrol. */
  private enum Kind {
    integrator
  }
}
