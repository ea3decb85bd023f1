/** What the device remembers, in SQLite. */
package io.skerry.agent.state;
