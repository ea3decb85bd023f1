/**
 * The Open Inference Protocol v2 over gRPC, with Triton's streaming, statistics and repository
 * calls ({@code inference.proto} is its contract). Messages are read into pooled direct memory
 * straight from the stream and tensors are views of it, so that no generated classes, byte strings
 * or heap copies stand between the wire and the engine.
 */
package io.skerry.agent.oip.grpc;
