package io.skerry.bench.accuracy;

import io.skerry.bench.Figures;
import io.skerry.bench.process.Home;
import io.skerry.bench.site.Folders;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How often the classifiers are right, measured through a running agent's {@code /predict}. */
@Command(
    name = "accuracy",
    mixinStandardHelpOptions = true,
    description =
        "Publishes the two classifiers, rolls them out to an agent and sends it every test picture."
            + " Exit code 1 if one is under its limit.")
public final class Accuracy implements Callable<Integer> {
  private static final double CIFAR_LIMIT = 0.67;
  private static final double FASHION_LIMIT = 0.88;

  @Option(
      names = "--cifar",
      paramLabel = "TAR",
      description = "CIFAR-10 as JPEGs in a tar, folder = class; its test folder is measured.")
  private Optional<Path> cifar;

  @Option(
      names = "--fashion",
      paramLabel = "DIR",
      description = "The folder of Debian's dataset-fashion-mnist (t10k-*-ubyte.gz).")
  private Optional<Path> fashion;

  @Override
  public Integer call() throws IOException {
    if (cifar.isEmpty() && fashion.isEmpty()) {
      throw new IllegalArgumentException("nothing to measure: give --cifar, --fashion or both");
    }
    Path folder = Files.createTempDirectory("skerry-bench-");
    try (Site site = Site.create(Home.find(), folder, 0, List.of("cam-1"))) {
      site.release("examples/config/shop", "models/image-classifier", "models/fashion-classifier");
      site.enrol(0);
      Rollouts rollouts = new Rollouts(site.controller().client());
      rollouts.succeeded(rollouts.start("config/shop@1.0.0"));
      rollouts.succeeded(rollouts.start("vision/image-classifier@1.0.0"));
      rollouts.succeeded(rollouts.start("vision/fashion-classifier@1.0.0"));
      return measure(site, folder);
    } finally {
      Folders.delete(folder);
    }
  }

  private int measure(Site site, Path folder) throws IOException {
    Figures figures = new Figures("accuracy");
    boolean reached = true;
    if (cifar.isPresent()) {
      Score score = new CifarPictures(site.first().client()).measure(cifar.get(), folder);
      reached &= score.share() >= CIFAR_LIMIT;
      score.addTo(figures, "cifar10", CIFAR_LIMIT);
    }
    if (fashion.isPresent()) {
      Score score = new FashionPictures(site.first().client()).measure(fashion.get());
      reached &= score.share() >= FASHION_LIMIT;
      score.addTo(figures, "fashion", FASHION_LIMIT);
    }
    figures.print();
    return reached ? 0 : 1;
  }
}
