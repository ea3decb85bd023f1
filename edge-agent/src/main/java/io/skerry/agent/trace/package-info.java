/** Traces of requests, by OpenTelemetry; nothing of it is loaded unless the environment asks. */
package io.skerry.agent.trace;
