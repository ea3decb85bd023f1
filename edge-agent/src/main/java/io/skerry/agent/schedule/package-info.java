/** Queues, batches and sequences in front of a loaded model's session. */
package io.skerry.agent.schedule;
