/** Unsigned models from a folder, for development. */
package io.skerry.agent.standalone;
