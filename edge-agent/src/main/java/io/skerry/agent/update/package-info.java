/** Keeps what runs on the device equal to what its assignment wants. */
package io.skerry.agent.update;
