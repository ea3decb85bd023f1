/** Sound as numbers: windows, log-mel features, CTC. Pure. */
package io.skerry.agent.signal;
