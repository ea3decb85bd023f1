package io.skerry.agent.oip;

import java.util.Optional;

/** Reads what is asked for as an output ("Request Output"). Confined to one thread. */
final class OutputReader {
  private static final int MAX_CLASSES = 1 << 16;

  private final JsonCursor json;
  private Optional<Boolean> binary = Optional.empty();
  private int classes;

  OutputReader(JsonCursor json) {
    this.json = json;
  }

  /** The one that comes next. */
  Wanted read() throws InvalidRequestException {
    String name = "";
    binary = Optional.empty();
    classes = 0;
    Members members = new Members(json);
    for (String key = members.first(); !key.isEmpty(); key = members.next()) {
      switch (key) {
        case "name" -> name = json.text(RequestReader.MAX_NAME_BYTES);
        case "parameters" -> parameters();
        default -> json.skip(3);
      }
    }
    if (name.isEmpty()) {
      throw json.fault("outputs: expected a name before here");
    }
    return new Wanted(name, binary, classes);
  }

  private void parameters() throws InvalidRequestException {
    Members members = new Members(json);
    for (String key = members.first(); !key.isEmpty(); key = members.next()) {
      switch (key) {
        case "binary_data" -> binary = Optional.of(json.flag());
        case "classification" -> classes = classes();
        case "shared_memory_region" ->
            throw new InvalidRequestException("outputs: expected no shared memory, there is none");
        default -> json.skip(4);
      }
    }
  }

  private int classes() throws InvalidRequestException {
    NumberScanner number = json.number();
    try {
      return (int) number.signed(1, MAX_CLASSES);
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(
          "classification: " + e.getMessage() + ", got " + number.text());
    }
  }
}
