package io.skerry.agent.standalone;

import io.skerry.agent.engine.Engine;
import io.skerry.agent.model.Residency;
import io.skerry.agent.model.RunOptions;

/** What runs the models of a folder. Thread-safe; the maker closes the residency. */
public record FolderRuntime(Engine engine, RunOptions options, Residency residency) {}
