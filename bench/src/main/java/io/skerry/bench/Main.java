package io.skerry.bench;

import io.skerry.bench.accuracy.Accuracy;
import io.skerry.bench.aot.Training;
import io.skerry.bench.code.CodeFigures;
import io.skerry.bench.demo.Demo;
import io.skerry.bench.residency.Residency;
import io.skerry.bench.serving.Serving;
import io.skerry.bench.start.Start;
import io.skerry.bench.swap.Swap;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./skerry bench NAME} and {@code ./skerry demo}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Benchmarks, each ending with one JSON line, and the demo.",
    subcommands = {
      Demo.class,
      Start.class,
      Accuracy.class,
      Serving.class,
      Swap.class,
      Residency.class,
      CodeFigures.class,
      Training.class
    })
public final class Main {
  private Main() {}

  /** Exit codes: 0 done, 1 a check did not hold, 2 wrong use, 3 this machine failed. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (failure, ignored, parsed) -> {
          System.err.println("bench: " + failure.getMessage());
          return failure instanceof IllegalArgumentException ? 2 : 3;
        });
    System.exit(args.length == 0 ? usage(line) : line.execute(args));
  }

  private static int usage(CommandLine line) {
    line.usage(System.out);
    return 0;
  }
}
