/** Brings metadata and blobs onto the device; nothing that it gets is trusted. */
package io.skerry.agent.fetch;
