package io.skerry.agent.release;

import io.skerry.agent.pipeline.PipelineSpec;
import io.skerry.agent.pipeline.Pipelines;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.manifest.PipelineContent;
import java.util.Optional;

/** A pipeline that is ready to start. */
final class PipelineCandidate {
  private PipelineCandidate() {}

  /** Applies the parameters and checks that this device has the source. */
  static ReleaseHost.Candidate prepare(
      ReleaseId release, PipelineContent content, Parameters parameters, Pipelines pipelines)
      throws ReleaseException {
    double intervalMs = parameters.number("intervalMs").orElse(0.0);
    PipelineSpec spec =
        new PipelineSpec(
            release,
            parameters.text("source").orElse(content.source()),
            content.model(),
            parameters.number("minScore").map(Double::floatValue),
            Math.max(0, Math.round(intervalMs)));
    Optional<String> refusal = pipelines.refusal(spec);
    if (refusal.isPresent()) {
      throw ReleaseException.machine(refusal.get());
    }
    return new SimpleCandidate(
        spec.source() + " through " + spec.model(), () -> pipelines.start(spec));
  }
}
