package io.skerry.controller.results;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.message.Event;

/** An event that a device sent. */
record Arrived(DeviceId device, Event event) {}
