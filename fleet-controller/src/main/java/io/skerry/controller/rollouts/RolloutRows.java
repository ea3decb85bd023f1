package io.skerry.controller.rollouts;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.message.Assignment.Desired;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads rows of rollouts. */
final class RolloutRows {
  private RolloutRows() {}

  static Rollout rollout(RolloutId id, ResultSet row, List<Member> members) throws SQLException {
    return new Rollout(
        id,
        Column.read(row, "desired", Desired.class),
        Column.read(row, "plan", Plan.class),
        new Rollout.Status(
            RolloutState.parse(row.getString("state")),
            row.getString("reason"),
            row.getInt("wave"),
            Instant.parse(row.getString("updated"))),
        new Rollout.Origin(
            row.getString("who"),
            Instant.parse(row.getString("created")),
            Column.readMap(row, "selector")),
        members);
  }

  static Member member(ResultSet row) throws SQLException {
    String started = row.getString("started");
    return new Member(
        new DeviceId(row.getString("device")),
        row.getInt("wave"),
        Stage.parse(row.getString("stage")),
        row.getString("reason"),
        row.getLong("version"),
        Optional.ofNullable(started).map(Instant::parse),
        row.getString("before") == null
            ? Optional.empty()
            : Optional.of(Column.read(row, "before", Desired.class)),
        row.getBoolean("returned"));
  }
}
