package io.skerry.agent.oip;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a path of the protocol asks for. One slash at its end changes nothing. */
sealed interface OipPath {
  /** The server itself: {@code /v2}. */
  record Server() implements OipPath {}

  /** Whether the server lives, or whether all models are ready. */
  record Health(boolean ready) implements OipPath {}

  /** One model; its name may hold slashes, also as {@code %2F}. */
  record Model(String name, Optional<String> version, Verb verb) implements OipPath {}

  /** What all models did. */
  record AllStats() implements OipPath {}

  /** Which models there are. */
  record Index() implements OipPath {}

  /** Loads or unloads a model. */
  record Change(String name, boolean load) implements OipPath {}

  /** None of these. */
  record Unknown() implements OipPath {}

  /** What of a model. */
  enum Verb {
    METADATA,
    READY,
    STATS,
    INFER
  }

  /** The method that it takes. */
  default String method() {
    return switch (this) {
      case Server(), Health(_), AllStats(), Unknown() -> "GET";
      case Model(_, _, Verb verb) -> verb == Verb.INFER ? "POST" : "GET";
      case Index(), Change(_, _) -> "POST";
    };
  }

  /** Reads the path of a request, without its query. */
  static OipPath parse(String path) {
    List<String> parts = parts(path);
    if (parts.isEmpty() || !parts.getFirst().equals("v2")) {
      return new Unknown();
    }
    List<String> rest = parts.subList(1, parts.size());
    if (rest.isEmpty()) {
      return new Server();
    }
    return switch (rest.getFirst()) {
      case "health" -> health(rest);
      case "models" -> model(rest.subList(1, rest.size()));
      case "repository" -> repository(rest.subList(1, rest.size()));
      default -> new Unknown();
    };
  }

  private static OipPath health(List<String> parts) {
    boolean ready = parts.getLast().equals("ready");
    boolean known = parts.size() == 2 && (ready || parts.getLast().equals("live"));
    return known ? new Health(ready) : new Unknown();
  }

  private static OipPath repository(List<String> parts) {
    if (parts.equals(List.of("index"))) {
      return new Index();
    }
    int last = parts.size() - 1;
    if (last < 2 || !parts.getFirst().equals("models")) {
      return new Unknown();
    }
    boolean load = parts.get(last).equals("load");
    boolean known = load || parts.get(last).equals("unload");
    return known ? new Change(String.join("/", parts.subList(1, last)), load) : new Unknown();
  }

  private static OipPath model(List<String> parts) {
    if (parts.equals(List.of("stats"))) {
      return new AllStats();
    }
    if (parts.isEmpty()) {
      return new Unknown();
    }
    Verb verb = parts.size() == 1 ? Verb.METADATA : verb(parts.getLast());
    List<String> name = verb == Verb.METADATA ? parts : parts.subList(0, parts.size() - 1);
    int size = name.size();
    boolean versioned = size > 2 && name.get(size - 2).equals("versions");
    return new Model(
        String.join("/", versioned ? name.subList(0, size - 2) : name),
        versioned ? Optional.of(name.getLast()) : Optional.empty(),
        verb);
  }

  private static Verb verb(String part) {
    return switch (part) {
      case "ready" -> Verb.READY;
      case "stats" -> Verb.STATS;
      case "infer" -> Verb.INFER;
      default -> Verb.METADATA;
    };
  }

  /** The parts between slashes, decoded; none if one of them is empty or is not text. */
  private static List<String> parts(String path) {
    if (!path.startsWith("/")) {
      return List.of();
    }
    String whole = path.endsWith("/") ? path.substring(1, path.length() - 1) : path.substring(1);
    List<String> parts = new ArrayList<>();
    for (String part : whole.split("/", -1)) {
      String decoded = part.indexOf('%') < 0 ? part : decode(part);
      if (decoded.isEmpty()) {
        return List.of();
      }
      parts.add(decoded);
    }
    return parts;
  }

  /** Without its percents (RFC 3986 §2.1); empty if they are broken. */
  private static String decode(String part) {
    byte[] given = part.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(given.length);
    for (int i = 0; i < given.length; i++) {
      if (given[i] != '%') {
        bytes.put(given[i]);
        continue;
      }
      int high = i + 2 < given.length ? Character.digit(given[i + 1], 16) : -1;
      int low = i + 2 < given.length ? Character.digit(given[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return "";
      }
      bytes.put((byte) ((high << 4) | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException _) {
      return "";
    }
  }
}
