/** Pipelines: what a source gives goes through a model, and what is found goes to a sink. */
package io.skerry.agent.pipeline;
