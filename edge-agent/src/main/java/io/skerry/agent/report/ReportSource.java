package io.skerry.agent.report;

import io.skerry.agent.state.Assignments;
import io.skerry.agent.state.Counters;
import io.skerry.agent.state.Database;
import io.skerry.agent.state.Refusals;
import io.skerry.agent.state.Releases;
import io.skerry.protocol.activation.Recipient;
import io.skerry.protocol.activation.VerifiedAssignment;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.ReportedState;
import io.skerry.protocol.message.ReportedState.AgentInfo;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the report of this moment from what the database holds. Thread-safe. */
public final class ReportSource implements Supplier<ReportedState> {
  private final Assignments assignments;
  private final Releases releases;
  private final Refusals refusals;
  private final Counters counters;
  private final Recipient me;
  private final AgentInfo agent;
  private final InstantSource clock;

  /** Reads and counts in this database. */
  public ReportSource(Database database, Recipient me, AgentInfo agent, InstantSource clock) {
    this.assignments = new Assignments(database);
    this.releases = new Releases(database);
    this.refusals = new Refusals(database);
    this.counters = new Counters(database);
    this.me = me;
    this.agent = agent;
    this.clock = clock;
  }

  @Override
  public ReportedState get() {
    Optional<Assignment> assignment = assignments.current().map(VerifiedAssignment::assignment);
    return new ReportedState(
        me.fleet(),
        me.device(),
        counters.add("report", 1),
        clock.instant(),
        assignment.map(Assignment::version).orElse(0L),
        States.of(assignment, releases.attempts(), releases.healthy()),
        refusals.all(),
        agent);
  }
}
