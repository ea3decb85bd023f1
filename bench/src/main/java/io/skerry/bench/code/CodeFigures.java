package io.skerry.bench.code;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import io.skerry.bench.Figures;
import io.skerry.bench.process.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import picocli.CommandLine.Command;

/** How long files and methods are. */
@Command(
    name = "code",
    mixinStandardHelpOptions = true,
    description =
        "Lengths of the Java files and methods under src/main; limits: median file 120 lines, method 70.")
public final class CodeFigures implements Callable<Integer> {
  private static final int FILE_LIMIT = 120;
  private static final int METHOD_LIMIT = 70;
  private static final int SHOWN = 5;

  private record Length(String name, int lines) {}

  @Override
  public Integer call() throws IOException {
    List<Path> sources = sources(Home.find().folder());
    List<Length> files = new ArrayList<>();
    List<Length> methods = new ArrayList<>();
    for (Path source : sources) {
      files.add(new Length(source.getFileName().toString(), Files.readAllLines(source).size()));
    }
    scan(sources, methods);
    show("longest files", files);
    show("longest methods", methods);
    double median = Figures.median(files.stream().map(file -> (double) file.lines()).toList());
    int over = (int) methods.stream().filter(method -> method.lines() > METHOD_LIMIT).count();
    new Figures("code")
        .put("files", files.size())
        .put("median_file_lines", median)
        .put("median_file_limit_lines", FILE_LIMIT)
        .put("longest_file_lines", longest(files))
        .put("methods", methods.size())
        .put("longest_method_lines", longest(methods))
        .put("longest_method_limit_lines", METHOD_LIMIT)
        .put("methods_over_limit", over)
        .put("median_ratio", median / FILE_LIMIT)
        .print();
    return median < FILE_LIMIT && over == 0 ? 0 : 1;
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> folder.relativize(file).toString().matches("[a-z-]+/src/main/java/.*"))
          .sorted()
          .toList();
    }
  }

  private static void scan(List<Path> sources, List<Length> methods) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(sources));
      Trees trees = Trees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Methods(unit, trees, methods).scan(unit, null);
      }
    }
  }

  private static int longest(List<Length> lengths) {
    return lengths.stream().mapToInt(Length::lines).max().orElse(0);
  }

  private static void show(String title, List<Length> lengths) {
    System.out.println(title + ":");
    lengths.stream()
        .sorted(Comparator.comparingInt(Length::lines).reversed())
        .limit(SHOWN)
        .forEach(length -> System.out.printf("  %4d %s%n", length.lines(), length.name()));
  }

  /** Collects the methods of one file, from signature to closing brace. */
  private static final class Methods extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final List<Length> lengths;
    private String type = "";

    Methods(CompilationUnitTree unit, Trees trees, List<Length> lengths) {
      this.unit = unit;
      this.trees = trees;
      this.lengths = lengths;
    }

    @Override
    public Void visitClass(ClassTree tree, Void unused) {
      String outer = type;
      type = tree.getSimpleName().isEmpty() ? outer : tree.getSimpleName().toString();
      super.visitClass(tree, null);
      type = outer;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree tree, Void unused) {
      LineMap lines = unit.getLineMap();
      long first = lines.getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
      long last = lines.getLineNumber(trees.getSourcePositions().getEndPosition(unit, tree));
      lengths.add(new Length(type + "." + tree.getName(), (int) (last - first + 1)));
      return super.visitMethod(tree, null);
    }
  }
}
