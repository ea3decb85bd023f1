package io.skerry.agent.engine.gpu;

/**
 * One GPU of this machine.
 *
 * @param index as the driver counts
 * @param uuid NVML's, or the serial number of a Jetson
 * @param name {@code NVIDIA H100 80GB HBM3}, {@code NVIDIA Jetson Orin Nano}
 * @param capability its compute capability: {@code 9.0}
 */
public record Gpu(int index, String uuid, String name, String capability) {}
