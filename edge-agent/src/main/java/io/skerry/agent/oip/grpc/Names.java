package io.skerry.agent.oip.grpc;

import java.util.Optional;

/**
 * What most questions hold: two texts in the fields 1 and 2, and for some a flag in field 2.
 *
 * @param first of field 1
 * @param second of field 2
 * @param flag of field 2 where that is a flag
 */
record Names(String first, String second, boolean flag) {
  /** Reads them; whatever else is there is passed over. */
  static Names read(ProtoReader reader) throws CallException {
    String first = "";
    String second = "";
    boolean flag = false;
    while (reader.next()) {
      switch (reader.tag()) {
        case 1 << 3 | ProtoReader.BYTES -> first = reader.text("field 1", MAX_BYTES);
        case 2 << 3 | ProtoReader.BYTES -> second = reader.text("field 2", MAX_BYTES);
        case 2 << 3 | ProtoReader.VARINT -> flag = reader.varint() != 0;
        default -> reader.skip();
      }
    }
    return new Names(first, second, flag);
  }

  private static final int MAX_BYTES = InferMessage.MAX_NAME_BYTES;

  /** The second as a version: exactly that one, or the active one. */
  Optional<String> version() {
    return second.isEmpty() ? Optional.empty() : Optional.of(second);
  }
}
