package io.skerry.agent.schedule;

import io.skerry.agent.engine.Session;
import io.skerry.protocol.manifest.Tensors;

/**
 * A loaded model as a scheduler sees it.
 *
 * @param name for threads and messages
 * @param version told with every answer
 * @param session what runs it, owned by others
 * @param tensors which of its tensors are state and constants
 */
record ServedModel(String name, String version, Session session, Tensors tensors) {}
