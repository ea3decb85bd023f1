package io.skerry.protocol.manifest;

import io.skerry.protocol.json.Copies;
import java.util.List;
import java.util.Optional;

/** A model card. */
public record Card(
    String licence,
    List<String> authors,
    String description,
    Optional<String> trainingData,
    List<Metric> metrics) {
  public Card {
    authors = Copies.list("authors", authors, 64);
    metrics = Copies.list("metrics", metrics, 64);
  }

  /** A figure and the data set that it holds for. */
  public record Metric(String name, Decimal value, String dataset) {}
}
