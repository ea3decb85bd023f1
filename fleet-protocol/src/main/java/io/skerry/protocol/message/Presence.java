package io.skerry.protocol.message;

import io.skerry.protocol.id.DeviceId;

/** Retained on {@code devices/{id}/out/presence}; {@code online: false} is the device's will. */
public record Presence(DeviceId device, boolean online) {}
