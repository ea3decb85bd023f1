package io.skerry.agent;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the options of a start where each stands once as {@code --name value} or {@code
 * --name=value}. Picocli's classes were compiled for Java 5 and so fit no AOT cache; they would
 * take a quarter of a start. Whatever is not plain is left to them: help, other spellings, and all
 * that is wrong, of which they know what to say.
 */
final class PlainStart {
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9/._:+,~ -]+");
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final Set<String> PORTS = Set.of("--port", "--grpc-port", "--metrics-port");
  private static final Set<String> LISTEN = Set.of("--listen", "--token-file");
  private static final Set<String> RUN = Set.of("--state", "--config");
  private static final Set<String> SERVE = Set.of("--models", "--state", "--config");

  private final Map<String, String> given;

  private PlainStart(Map<String, String> given) {
    this.given = given;
  }

  /** What these arguments start; empty if picocli must read them. */
  static Optional<Start> of(String[] arguments) {
    List<String> all = List.of(arguments);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<String> rest = all.subList(1, all.size());
    return switch (all.getFirst()) {
      case "run" -> read(rest, RUN, PORTS).flatMap(PlainStart::run);
      case "serve" -> read(rest, SERVE, Serve.KEYS.keySet()).flatMap(PlainStart::serve);
      default -> Optional.empty();
    };
  }

  private static Optional<PlainStart> read(
      List<String> arguments, Set<String> texts, Set<String> numbers) {
    Map<String, String> given = new HashMap<>();
    int at = 0;
    while (at < arguments.size()) {
      String argument = arguments.get(at++);
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      String value =
          equals >= 0
              ? argument.substring(equals + 1)
              : at < arguments.size() ? arguments.get(at++) : "";
      boolean number = numbers.contains(name) || PORTS.contains(name);
      boolean known = number || texts.contains(name) || LISTEN.contains(name);
      boolean plain = !value.startsWith("-") && (number ? NUMBER : VALUE).matcher(value).matches();
      if (!known || !plain || given.put(name, value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new PlainStart(given));
  }

  private Optional<Start> run() {
    return path("--state").map(state -> new Run(state, path("--config"), listen()));
  }

  private Optional<Start> serve() {
    Map<String, String> numbers = new HashMap<>(given);
    numbers.keySet().retainAll(Serve.KEYS.keySet());
    Path state = path("--state").orElse(Path.of(Serve.STATE));
    return path("--models")
        .map(models -> new Serve(models, state, path("--config"), numbers, listen()));
  }

  private Listen listen() {
    return new Listen(
        given.getOrDefault("--listen", Listen.ADDRESS),
        port("--port", Listen.PORT),
        port("--grpc-port", Listen.GRPC_PORT),
        port("--metrics-port", Listen.METRICS_PORT),
        path("--token-file"));
  }

  private int port(String name, String byDefault) {
    return Integer.parseInt(given.getOrDefault(name, byDefault));
  }

  private Optional<Path> path(String name) {
    return Optional.ofNullable(given.get(name)).map(Path::of);
  }
}
