/** The device's own HTTP API: predictions, health, metrics and what runs. */
package io.skerry.agent.serve;
