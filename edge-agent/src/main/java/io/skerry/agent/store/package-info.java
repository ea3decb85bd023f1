/** Files that survive kills and power cuts: blobs by their hash, and metadata. */
package io.skerry.agent.store;
