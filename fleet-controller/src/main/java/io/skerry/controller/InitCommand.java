package io.skerry.controller;

import io.skerry.controller.state.State;
import io.skerry.controller.state.StateException;
import io.skerry.controller.state.StateFolder;
import io.skerry.protocol.id.FleetId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a fleet: its certificate authority, its online keys, its database. */
@Command(
    name = "init",
    description = "Make the state folder of a new fleet.",
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
  @Option(names = "--state", required = true, description = "the folder to make")
  private Path state = Path.of("");

  @Option(names = "--fleet", required = true, description = "the fleet's name: a-z, 0-9, _ and -")
  private String fleet = "";

  @Option(
      names = "--host",
      description = "a DNS name or IP address of this machine; devices are told the first")
  private List<String> hosts = new ArrayList<>();

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws StateException {
    StateFolder folder = new StateFolder(state);
    State.create(folder, new FleetId(fleet), hosts, Clock.systemUTC());
    output.print(
        "Made fleet "
            + fleet
            + ". Give "
            + folder.onlineKeys()
            + " to 'packager init', then start with 'controller run'.",
        Map.of(
            "fleet", fleet,
            "authority", folder.authority().toString(),
            "onlineKeys", folder.onlineKeys().toString(),
            "adminToken", folder.adminToken().toString()));
    return ExitCode.DONE;
  }
}
