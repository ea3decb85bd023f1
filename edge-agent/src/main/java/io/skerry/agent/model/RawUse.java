package io.skerry.agent.model;

/** A model of bare tensors: it can be proved and activated, but no picture or sound goes in. */
record RawUse() implements Use {}
