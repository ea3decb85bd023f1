/** Releases of every kind, as the device's update flow sees them. */
package io.skerry.agent.release;
