/** The Open Inference Protocol v2 with Triton's extensions: requests in, answers out. */
package io.skerry.agent.oip;
