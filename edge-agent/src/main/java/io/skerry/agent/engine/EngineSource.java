package io.skerry.agent.engine;

import java.util.Optional;

/** Where an engine for one model comes from: kept from before, or made now. */
interface EngineSource extends UpgradingSession.Upgrade {
  /** What was kept, ready to run and owned by the caller; empty where there is none that works. */
  Optional<PartialSession> kept();
}
