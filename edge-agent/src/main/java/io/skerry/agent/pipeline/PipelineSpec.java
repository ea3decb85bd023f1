package io.skerry.agent.pipeline;

import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.ReleaseId;
import java.util.Optional;

/**
 * What one pipeline does, its parameters applied.
 *
 * @param release the pipeline's own
 * @param source the name of one of the device's sources
 * @param model which model; the release is the one that is active
 * @param minScore results below are not told; the model's own holds if empty
 * @param intervalMs at least so much media time between two frames that are looked at; 0 for all
 */
public record PipelineSpec(
    ReleaseId release, String source, ModelName model, Optional<Float> minScore, long intervalMs) {}
