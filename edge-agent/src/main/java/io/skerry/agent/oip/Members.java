package io.skerry.agent.oip;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of an object's members, one after the other; the caller reads the value of each before
 * it asks for the next. The same name twice is refused, and more than 64. Confined to one thread.
 */
final class Members {
  private static final int MAX = 64;

  private final JsonCursor json;
  private final List<String> seen = new ArrayList<>(8);

  /** Of the object that comes next. */
  Members(JsonCursor json) {
    this.json = json;
  }

  /** The first name; empty if the object has no members. */
  String first() throws InvalidRequestException {
    json.expect('{');
    return json.passes('}') ? "" : name();
  }

  /** The next name; empty at the end. */
  String next() throws InvalidRequestException {
    return json.another('}') ? name() : "";
  }

  /** Whether there was one of that name. */
  boolean seen(String name) {
    return seen.contains(name);
  }

  private String name() throws InvalidRequestException {
    String name = json.text(RequestReader.MAX_NAME_BYTES);
    if (name.isEmpty()) {
      throw json.fault("expected a member whose name is not empty");
    }
    if (seen.contains(name)) {
      throw new InvalidRequestException("JSON: expected \"" + name + "\" once, got it twice");
    }
    if (seen.size() == MAX) {
      throw new InvalidRequestException("JSON: expected at most 64 members of an object");
    }
    seen.add(name);
    json.expect(':');
    return name;
  }
}
