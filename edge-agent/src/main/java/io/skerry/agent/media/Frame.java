package io.skerry.agent.media;

/**
 * One picture of a source.
 *
 * @param number counts from 0 in the source, again from 0 each time around
 * @param mediaMs its time in the source
 */
public record Frame(Picture picture, long number, long mediaMs) {}
