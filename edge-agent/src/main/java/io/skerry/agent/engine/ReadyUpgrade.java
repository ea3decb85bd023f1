package io.skerry.agent.engine;

/** An engine that is at hand already. */
record ReadyUpgrade(EngineSource source, PartialSession session)
    implements UpgradingSession.Upgrade {
  @Override
  public String name() {
    return source.name();
  }

  @Override
  public String meanwhile() {
    return source.meanwhile();
  }

  @Override
  public PartialSession make(BuildProgress progress) {
    return session;
  }
}
