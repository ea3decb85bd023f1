package io.skerry.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * A result on {@code devices/{id}/out/events/{pipeline}}: a CloudEvent 1.0 in structured JSON mode.
 *
 * @param specVersion {@code 1.0}
 * @param id unique for the source
 * @param source {@code /fleets/{fleet}/devices/{device}/pipelines/{pipeline}}
 * @param type {@code skerry.detections}, {@code skerry.classification}, {@code skerry.activity},
 *     {@code skerry.transcript}
 * @param subject the release that found it
 * @param contentType {@code application/json}
 */
public record Event(
    @JsonProperty("specversion") String specVersion,
    String id,
    String source,
    String type,
    String subject,
    Instant time,
    @JsonProperty("datacontenttype") String contentType,
    Result data) {

  /** An event of this kind of result. */
  public static Event of(String id, String source, String subject, Instant time, Result data) {
    String type =
        switch (data) {
          case Result.Detections detections -> "skerry.detections";
          case Result.Classification classification -> "skerry.classification";
          case Result.Activity activity -> "skerry.activity";
          case Result.Transcript transcript -> "skerry.transcript";
        };
    return new Event("1.0", id, source, type, subject, time, "application/json", data);
  }
}
