package io.skerry.agent.oip;

import java.nio.ByteBuffer;

/** Reads what is asked of the repository index: nothing, or an object with {@code ready}. */
final class IndexReader {
  private IndexReader() {}

  /** Whether only models are asked for that are ready. */
  static boolean readyOnly(ByteBuffer body) throws InvalidRequestException {
    if (!body.hasRemaining()) {
      return false;
    }
    JsonCursor json = new JsonCursor(body);
    boolean ready = false;
    try {
      Members members = new Members(json);
      for (String key = members.first(); !key.isEmpty(); key = members.next()) {
        if (key.equals("ready")) {
          ready = json.flag();
        } else {
          json.skip(1);
        }
      }
      json.end();
      return ready;
    } catch (IndexOutOfBoundsException _) {
      throw json.early();
    }
  }
}
