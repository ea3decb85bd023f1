package io.skerry.bench.demo;

import io.skerry.bench.process.Home;
import io.skerry.bench.site.Folders;
import io.skerry.bench.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole path on one machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Packs and signs real models, publishes them, rolls them out to two devices over MQTT and shows"
            + " their results from pictures, video and sound. Keeps running until Ctrl-C.")
public final class Demo implements Callable<Integer> {
  @Option(
      names = "--check",
      description = "Run every step unattended, one JSON line each; exit code 0 only if all hold.")
  private boolean check;

  @Option(names = "--dir", paramLabel = "DIR", description = "Keep the state in this new folder.")
  private Optional<Path> dir;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "-1",
      description = "The controller's port (8080; with --check any free one).")
  private int port;

  @Option(
      names = "--agent-port",
      paramLabel = "N",
      defaultValue = "-1",
      description =
          "The first agent's port, the second's is 10 higher (8000; with --check any free one).")
  private int agentPort;

  @Override
  public Integer call() throws IOException {
    Path folder = folder();
    Report report = new Report();
    Site site = Site.create(Home.find(), folder, chosen(port, 8080));
    // Also after Ctrl-C: no program and no key is left behind.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(site, report), "clean-up"));
    try {
      run(site, report);
    } catch (RuntimeException e) {
      report.step(
          "demo",
          () -> {
            throw e;
          });
    }
    if (report.failed()) {
      System.err.println("demo: not every step held; logs and state are in " + folder);
      return 1;
    }
    return 0;
  }

  private void run(Site site, Report report) {
    new PublishSteps(site).run(report);
    new DeviceSteps(site, chosen(agentPort, 8000)).run(report);
    new InferSteps(site).run(report);
    if (report.failed()) {
      return;
    }
    if (check) {
      attack(site, report);
    } else {
      new LiveView(site).show();
    }
  }

  private void cleanUp(Site site, Report report) {
    report.end();
    site.stop();
    if (dir.isEmpty() && !report.failed()) {
      Folders.delete(site.folder());
    }
  }

  private static void attack(Site site, Report report) {
    Path picture = site.home().file("media/pictures/cat-chelsea.jpg");
    // Prepared beside the config step, which mostly waits for the video to come round.
    CompletableFuture<List<String>> firstContact =
        CompletableFuture.supplyAsync(new FirstContact(site)::refusals);
    try (Thief thief = new Thief(site)) {
      report.step("config", new ConfigStep(site, thief)::run);
      report.step("tamper", new TamperStep(site, thief, picture, firstContact)::run);
    }
    report.step("bad-release", new BadReleaseStep(site)::run);
    report.step("offline", new OfflineStep(site, picture)::run);
  }

  private int chosen(int given, int usual) {
    if (given >= 0) {
      return given;
    }
    return check ? 0 : usual;
  }

  private Path folder() throws IOException {
    if (dir.isEmpty()) {
      return Files.createTempDirectory("skerry-demo-");
    }
    Path folder = Files.createDirectories(dir.get().toAbsolutePath());
    try (var files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException("--dir: expected an empty or new folder, got " + folder);
      }
    }
    return folder;
  }
}
