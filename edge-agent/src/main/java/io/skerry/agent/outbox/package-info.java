/** Results that wait for the fleet. */
package io.skerry.agent.outbox;
