package io.skerry.protocol.activation;

import io.skerry.protocol.message.Assignment;

/**
 * An assignment that this very device may follow.
 *
 * @param mark what to remember from now on; equal to the one before if the assignment is the same
 */
public record VerifiedAssignment(Assignment assignment, AssignmentMark mark) {}
