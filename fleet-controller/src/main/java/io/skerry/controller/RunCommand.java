package io.skerry.controller;

import io.skerry.controller.state.State;
import io.skerry.controller.state.StateFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the controller until it is told to end. */
@Command(
    name = "run",
    description = "Run the controller: broker, API and repository.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Option(names = "--state", required = true, description = "the controller's state folder")
  private Path state = Path.of("");

  @Option(
      names = "--listen",
      defaultValue = "0.0.0.0",
      description = "address to listen on; must be in the certificate, see 'init --host'")
  private String listen = "0.0.0.0";

  @Option(names = "--port", defaultValue = "8080", description = "HTTPS port; 0 takes a free one")
  private int port = 8080;

  @Option(
      names = "--mqtt-port",
      defaultValue = "8883",
      description = "MQTT port; 0 takes a free one")
  private int mqttPort = 8883;

  @Override
  public Integer call() throws Exception {
    State loaded = State.load(new StateFolder(state), Clock.systemUTC());
    Controller controller = Controller.start(loaded, new Ports(listen, port, mqttPort));
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      controller.close();
                      ended.countDown();
                    }));
    System.out.println(controller.readyLine());
    System.out.flush();
    ended.await();
    return ExitCode.DONE;
  }
}
