package io.skerry.agent.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the models of a folder lie: {@code NAME/model.onnx}, or {@code NAME/VERSION/model.onnx}
 * with whole numbers, or {@code NAME.onnx}; the first that is there counts.
 */
record Layout(Path top) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
  private static final String FILE = "model.onnx";
  private static final String SUFFIX = ".onnx";
  private static final String ONLY = "1";

  /** The lower number first. */
  private static final Comparator<String> BY_NUMBER =
      Comparator.<String>comparingLong(Long::parseLong).thenComparing(Comparator.naturalOrder());

  /**
   * A file as it was seen.
   *
   * @param notes where its {@code model.yaml} may lie
   * @param stamp other content has another one; empty where it is gone
   */
  record Seen(Path file, Path notes, long bytes, String stamp) {
    /** The same, gone. */
    Seen gone() {
      return new Seen(file, notes, 0, "");
    }
  }

  /** The names in the folder. */
  List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(top)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .map(name -> name.endsWith(SUFFIX) ? name.substring(0, name.length() - 5) : name)
          .filter(name -> NAME.matcher(name).matches())
          .distinct()
          .toList();
    }
  }

  /** The versions of a model, the lowest first; none where it is not there. */
  SortedMap<String, Seen> versions(String name) {
    SortedMap<String, Seen> versions = new TreeMap<>(BY_NUMBER);
    if (!NAME.matcher(name).matches()) {
      return versions;
    }
    Path folder = top.resolve(name);
    add(versions, ONLY, folder.resolve(FILE), folder);
    if (versions.isEmpty() && Files.isDirectory(folder)) {
      for (String version : numbers(folder)) {
        add(versions, version, folder.resolve(version).resolve(FILE), folder);
      }
    }
    if (versions.isEmpty()) {
      add(versions, ONLY, top.resolve(name + SUFFIX), folder);
    }
    return versions;
  }

  private static List<String> numbers(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> VERSION.matcher(name).matches())
          .toList();
    } catch (IOException e) {
      return List.of(); // it is gone
    }
  }

  private static void add(SortedMap<String, Seen> versions, String version, Path file, Path notes) {
    try {
      BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
      if (seen.isRegularFile()) {
        String stamp = seen.lastModifiedTime() + " " + seen.size() + " " + seen.fileKey();
        versions.put(version, new Seen(file, notes, seen.size(), stamp));
      }
    } catch (IOException e) {
      // It is not there.
    }
  }
}
