package io.skerry.controller.enrolment;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.Copies;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a new enrolment token shall allow.
 *
 * @param device the only name that it enrols; any where absent
 * @param labels what the device begins with; at most 64
 * @param ttlS how long it works, in seconds: an hour unless given, 30 days at most
 */
record TokenRequest(Optional<DeviceId> device, Map<String, String> labels, Optional<Long> ttlS) {
  private static final long DEFAULT_TTL_S = Duration.ofHours(1).toSeconds();
  private static final long MAX_TTL_S = Duration.ofDays(30).toSeconds();
  private static final int MAX_LABELS = 64;
  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,64}");
  private static final Pattern VALUE = Pattern.compile("[\\p{Graph} ]{1,128}");

  TokenRequest {
    labels = Copies.map("labels", labels, MAX_LABELS);
    labels.forEach(TokenRequest::check);
    if (ttlS.isPresent() && (ttlS.get() < 1 || ttlS.get() > MAX_TTL_S)) {
      throw new IllegalArgumentException(
          "ttlS: expected 1 to " + MAX_TTL_S + ", got " + ttlS.get());
    }
  }

  Duration life() {
    return Duration.ofSeconds(ttlS.orElse(DEFAULT_TTL_S));
  }

  private static void check(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "label: expected a name of a-z, 0-9, _ and -, at most 64, got '" + name + "'");
    }
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "label " + name + ": expected 1 to 128 printable characters");
    }
  }
}
