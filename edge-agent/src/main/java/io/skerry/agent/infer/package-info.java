/** What asks for inference and what answers, between protocols, schedulers and models. */
package io.skerry.agent.infer;
