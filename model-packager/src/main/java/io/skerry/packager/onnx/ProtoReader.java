package io.skerry.packager.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Walks a protobuf's wire format field by field, skipping what nobody asks for, so that weights
 * never come into the heap. Hostile input ends in an exception: nesting and texts are limited,
 * groups are refused, and what is cut short is noticed. Confined to one thread.
 */
final class ProtoReader {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_TEXT_BYTES = 4096;

  private final CodedInputStream in;
  private int depth;
  private int tag;

  ProtoReader(InputStream stream) {
    in = CodedInputStream.newInstance(stream);
    in.setSizeLimit(Integer.MAX_VALUE);
  }

  /** Takes one field, or leaves it to be skipped. */
  @FunctionalInterface
  interface Fields {
    /** Whether the field was read. */
    boolean read(int number) throws IOException, FormatException;
  }

  /** Reads the whole stream as one message. */
  void file(Fields fields) throws IOException, FormatException {
    walk(fields);
  }

  /** Reads the current field as a message; true, for {@link Fields#read}. */
  boolean message(Fields fields) throws IOException, FormatException {
    require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int length = in.readRawVarint32();
    if (length < 0) {
      throw new FormatException("a message of negative length");
    }
    if (++depth > MAX_DEPTH) {
      throw new FormatException("messages nested more than " + MAX_DEPTH + " deep");
    }
    int outer = in.pushLimit(length);
    walk(fields);
    if (in.getBytesUntilLimit() != 0) {
      throw new FormatException("cut short");
    }
    in.popLimit(outer);
    depth--;
    return true;
  }

  /** Reads the current field as text of at most 4 KiB. */
  String text() throws IOException, FormatException {
    require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int length = in.readRawVarint32();
    if (length < 0 || length > MAX_TEXT_BYTES) {
      throw new FormatException("a name of over " + MAX_TEXT_BYTES + " bytes");
    }
    return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
  }

  /** Reads the current field as an integer. */
  long integer() throws IOException, FormatException {
    require(WireFormat.WIRETYPE_VARINT);
    return in.readInt64();
  }

  private void walk(Fields fields) throws IOException, FormatException {
    for (tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      if (fields.read(number)) {
        continue;
      }
      int type = WireFormat.getTagWireType(tag);
      if (type == WireFormat.WIRETYPE_START_GROUP || type == WireFormat.WIRETYPE_END_GROUP) {
        throw new FormatException("a group, which ONNX doesn't have");
      }
      if (!in.skipField(tag)) {
        throw new FormatException("an unreadable field " + number);
      }
    }
  }

  private void require(int wireType) throws FormatException {
    if (WireFormat.getTagWireType(tag) != wireType) {
      throw new FormatException(
          "field "
              + WireFormat.getTagFieldNumber(tag)
              + " with wire type "
              + WireFormat.getTagWireType(tag));
    }
  }
}
