/** What the device says of itself: signed state and figures. */
package io.skerry.agent.report;
