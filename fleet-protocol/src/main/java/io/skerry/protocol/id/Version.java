package io.skerry.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release's version: three numbers without leading zeros, each below a million. */
public record Version(int major, int minor, int patch) implements Comparable<Version> {
  private static final String NUMBER = "(0|[1-9][0-9]{0,5})";
  private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER);
  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::major)
          .thenComparingInt(Version::minor)
          .thenComparingInt(Version::patch);

  /** Parses {@code 1.4.0}. */
  @JsonCreator
  public static Version parse(String text) {
    Matcher matcher = FORM.matcher(text);
    Text.require(matcher.matches(), "version", "three numbers such as 1.4.0", text);
    return new Version(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @JsonValue
  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
