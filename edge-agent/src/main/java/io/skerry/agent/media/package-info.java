/** Pictures, video and sound from files and requests, decoded within limits. */
package io.skerry.agent.media;
