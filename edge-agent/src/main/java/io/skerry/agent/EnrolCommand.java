package io.skerry.agent;

import io.skerry.agent.enrol.EnrolException;
import io.skerry.agent.enrol.Enroller;
import io.skerry.agent.enrol.Place;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.EnrolmentToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent enrol}. */
@Command(
    name = "enrol",
    mixinStandardHelpOptions = true,
    description =
        "Makes this device a member of a fleet, after checking that it is the right fleet.")
final class EnrolCommand implements Callable<Integer> {
  private static final long MAX_FILE_BYTES = 1 << 20;

  @Spec private CommandSpec spec;

  @Option(names = "--state", required = true, paramLabel = "D", description = "the state folder")
  private Path state;

  @Option(
      names = "--root",
      required = true,
      paramLabel = "FILE",
      description = "root.json, from the publishers")
  private Path root;

  @Option(
      names = "--token-file",
      required = true,
      paramLabel = "FILE",
      description = "holds the enrolment token")
  private Path tokenFile;

  @Option(
      names = "--device",
      required = true,
      paramLabel = "NAME",
      description = "this device's name: a-z, 0-9, _ and -")
  private String device;

  @Option(names = "--json", description = "the last line of stdout is a JSON object")
  private boolean json;

  @Override
  public Integer call() {
    try {
      EnrolmentToken token = EnrolmentToken.parse(text(tokenFile).strip());
      Enroller enroller = new Enroller(state, InstantSource.system());
      Place place = enroller.enrol(token, bytes(root), new DeviceId(device));
      spec.commandLine()
          .getOut()
          .println(
              json
                  ? new String(Json.write(place), StandardCharsets.UTF_8)
                  : place.device()
                      + " belongs to fleet "
                      + place.fleet()
                      + ". Next: agent run --state "
                      + state);
      return Exit.DONE;
    } catch (FormatException | IllegalArgumentException e) {
      return fail(Exit.USAGE, e);
    } catch (IOException e) {
      return fail(Exit.FAILED, e);
    } catch (EnrolException e) {
      return fail(e.fault() == EnrolException.Fault.REFUSED ? Exit.REFUSED : Exit.FAILED, e);
    }
  }

  private int fail(int code, Exception fault) {
    spec.commandLine().getErr().println("agent enrol: " + Exit.line(fault));
    return code;
  }

  private static String text(Path file) throws IOException {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + ": expected at most " + MAX_FILE_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }
}
