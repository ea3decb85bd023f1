/** First contact with a fleet, and what it leaves: who this device is. */
package io.skerry.agent.enrol;
