package io.skerry.agent.media;

/**
 * Mono sound. The samples belong to whoever holds the sound.
 *
 * @param rateHz samples per second
 * @param samples -1..1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying seconds of sound is the cost
public record Sound(int rateHz, float[] samples) {}
