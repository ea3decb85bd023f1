/**
 * Models as their releases describe them: what goes in becomes tensors, tensors become results, and
 * a new release takes over from an old one without losing a request.
 */
package io.skerry.agent.model;
