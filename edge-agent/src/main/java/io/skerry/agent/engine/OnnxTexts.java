package io.skerry.agent.engine;

import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts in ONNX Runtime's tensors as the UTF-8 that they are there. Its Java library hands them
 * over in Java's modified UTF-8: what lies beyond the first 65,536 characters, and the character 0,
 * goes in as other bytes than a model's own texts have, and comes out broken or cut off. So its C
 * functions are called, by their places in {@code OrtApi}, which later versions only add to.
 * Thread-safe.
 */
final class OnnxTexts {
  private static final int GET_ERROR_MESSAGE = 2;
  private static final int GET_STRING_TENSOR_DATA_LENGTH = 53;
  private static final int GET_STRING_TENSOR_CONTENT = 54;
  private static final int RELEASE_STATUS = 93;
  private static final int GET_RESIZED_STRING_TENSOR_ELEMENT_BUFFER = 252;
  private static final int FUNCTIONS = 253;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  private final MethodHandle errorMessage;
  private final MethodHandle releaseStatus;
  private final MethodHandle length;
  private final MethodHandle content;
  private final MethodHandle element;

  /**
   * For a library.
   *
   * @param api the address of its table of functions
   */
  OnnxTexts(long api) {
    MemorySegment table = MemorySegment.ofAddress(api).reinterpret(FUNCTIONS * WORD.byteSize());
    errorMessage = function(table, GET_ERROR_MESSAGE, FunctionDescriptor.of(WORD, WORD));
    releaseStatus = function(table, RELEASE_STATUS, FunctionDescriptor.ofVoid(WORD));
    length =
        function(table, GET_STRING_TENSOR_DATA_LENGTH, FunctionDescriptor.of(WORD, WORD, WORD));
    content =
        function(
            table,
            GET_STRING_TENSOR_CONTENT,
            FunctionDescriptor.of(WORD, WORD, WORD, WORD, WORD, WORD));
    element =
        function(
            table,
            GET_RESIZED_STRING_TENSOR_ELEMENT_BUFFER,
            FunctionDescriptor.of(WORD, WORD, WORD, WORD, WORD));
  }

  private static MethodHandle function(MemorySegment table, int place, FunctionDescriptor shape) {
    MemorySegment address = MemorySegment.ofAddress(table.getAtIndex(WORD, place));
    return Linker.nativeLinker().downcallHandle(address, shape);
  }

  /** Whether the library would hand this text over as other bytes than its UTF-8. */
  static boolean differs(String text) {
    return text.chars().anyMatch(c -> c == 0 || Character.isSurrogate((char) c));
  }

  /**
   * Sets one element.
   *
   * @param tensor the address of a tensor of texts
   */
  void set(long tensor, int index, String text) throws OrtException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment place = arena.allocate(WORD);
      check((long) element.invokeExact(tensor, (long) index, (long) utf8.length, place.address()));
      MemorySegment.ofAddress(place.get(WORD, 0))
          .reinterpret(utf8.length)
          .copyFrom(MemorySegment.ofArray(utf8));
    } catch (Throwable e) {
      throw OnnxInternals.thrown(e);
    }
  }

  /**
   * All elements.
   *
   * @param tensor the address of a tensor of texts
   * @param count how many it has
   */
  List<String> read(long tensor, int count) throws OrtException {
    if (count == 0) {
      return List.of();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment total = arena.allocate(WORD);
      check((long) length.invokeExact(tensor, total.address()));
      MemorySegment bytes = arena.allocate(Math.max(1, total.get(WORD, 0)));
      MemorySegment begins = arena.allocate(WORD, count);
      check(
          (long)
              content.invokeExact(
                  tensor, bytes.address(), total.get(WORD, 0), begins.address(), (long) count));
      List<String> texts = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        long from = begins.getAtIndex(WORD, i);
        long to = i + 1 < count ? begins.getAtIndex(WORD, i + 1) : total.get(WORD, 0);
        byte[] utf8 = bytes.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
        texts.add(new String(utf8, StandardCharsets.UTF_8));
      }
      return texts;
    } catch (Throwable e) {
      throw OnnxInternals.thrown(e);
    }
  }

  private void check(long status) throws Throwable {
    if (status != 0) {
      long message = (long) errorMessage.invokeExact(status);
      String text = MemorySegment.ofAddress(message).reinterpret(Long.MAX_VALUE).getString(0);
      releaseStatus.invokeExact(status);
      throw new OrtException(text);
    }
  }
}
