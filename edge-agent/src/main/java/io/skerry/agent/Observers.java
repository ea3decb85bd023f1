package io.skerry.agent;

import io.micrometer.core.instrument.MeterRegistry;
import io.skerry.agent.trace.Tracing;

/** Who is told what models and pipelines do. */
record Observers(MeterRegistry registry, Tracing tracing) {}
