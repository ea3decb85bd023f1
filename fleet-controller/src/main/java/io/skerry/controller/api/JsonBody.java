package io.skerry.controller.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.skerry.controller.api.ProblemException.Fault;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads a JSON body strictly; a fault names its field as a JSON pointer, its line and column. */
final class JsonBody {
  private static final ObjectReader READER =
      Json.mapper().reader().without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

  private JsonBody() {}

  static <T> T read(String contentType, byte[] bytes, Class<T> type) {
    String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT);
    if (!mediaType.equals("application/json")
        && !mediaType.equals("application/merge-patch+json")) {
      throw new ProblemException(
          415, "expected Content-Type application/json, got '" + contentType + "'");
    }
    try {
      T value = READER.forType(type).readValue(bytes);
      if (value == null) {
        throw new ProblemException(400, "expected a JSON object, got null");
      }
      return value;
    } catch (JsonProcessingException e) {
      Fault fault = new Fault(pointer(e), message(e));
      throw new ProblemException(400, "the body can't be read: " + fault.detail(), List.of(fault));
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  private static String message(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return fault(e).lines().findFirst().orElse("not JSON") + where;
  }

  /** Our own words where we have some: Jackson's name its classes. */
  private static String fault(JsonProcessingException e) {
    if (e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
      return cause.getMessage();
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "not known; known are " + new TreeSet<>(unknown.getKnownPropertyIds());
    }
    String message = e.getOriginalMessage();
    return e instanceof MismatchedInputException mismatch
            && mismatch.getTargetType() != null
            && message.startsWith("Cannot ")
        ? "expected " + word(mismatch.getTargetType())
        : message;
  }

  private static String word(Class<?> type) {
    if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
      return "a whole number";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "text";
    }
    return Collection.class.isAssignableFrom(type) ? "a list" : "an object or value of its kind";
  }

  private static String pointer(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping)) {
      return "";
    }
    return mapping.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "/" + step.getIndex() : "/" + step.getFieldName())
        .collect(Collectors.joining());
  }
}
