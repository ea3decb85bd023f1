/** Runtimes that compute tensors from tensors; they know of no model family, picture or sound. */
package io.skerry.agent.engine;
