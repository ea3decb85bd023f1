/** The connection to the fleet: MQTT 5 over mutual TLS, which comes and goes. */
package io.skerry.agent.link;
