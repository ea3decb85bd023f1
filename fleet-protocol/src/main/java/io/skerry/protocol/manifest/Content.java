package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Set;

/** What is released. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ModelContent.class, name = "model"),
  @JsonSubTypes.Type(value = PipelineContent.class, name = "pipeline"),
  @JsonSubTypes.Type(value = ConfigContent.class, name = "config")
})
public sealed interface Content permits ModelContent, PipelineContent, ConfigContent {
  /** The parameters that a release of this kind may declare. */
  @JsonIgnore
  Set<String> parameterNames();

  /** Every blob that the release is made of, over all variants. */
  @JsonIgnore
  List<Blob> blobs();
}
