package io.skerry.packager.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What was found.
 *
 * @param lines for people
 * @param json the same for programs
 */
record Finding(List<String> lines, ObjectNode json) {
  Finding {
    lines = List.copyOf(lines);
  }
}
