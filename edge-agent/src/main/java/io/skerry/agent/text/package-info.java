/** Text as numbers and back: tokenizers, embeddings, generation token by token. Pure. */
package io.skerry.agent.text;
