package io.skerry.controller.rollouts;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.message.Assignment.Desired;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Rollouts in the database, in the caller's transaction. Thread-safe. */
final class RolloutStore {
  private static final String OPEN = " WHERE state IN ('running', 'paused') ORDER BY number";
  private static final String SUPERSEDED = "superseded by ";

  /** Stores a new rollout; its id is given here. */
  RolloutId insert(Handle handle, NewRollout rollout, Instant now) {
    long number =
        handle
            .createQuery(
                "INSERT INTO rollout (model, desired, selector, plan, state, reason, wave, who,"
                    + " created, updated) VALUES (:model, :desired, :selector, :plan, 'running', '',"
                    + " -1, :who, :now, :now) RETURNING number")
            .bind("model", rollout.desired().release().model().toString())
            .bind("desired", Column.write(rollout.desired()))
            .bind("selector", Column.write(rollout.selector()))
            .bind("plan", Column.write(rollout.plan()))
            .bind("who", rollout.who())
            .bind("now", now.toString())
            .mapTo(Long.class)
            .one();
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO rollout_member (rollout, device, wave, stage, reason, version)"
                + " VALUES (?, ?, ?, 'waiting', '', 0)");
    for (Member member : rollout.members()) {
      batch.add(number, member.device().value(), member.wave());
    }
    batch.execute();
    return new RolloutId(number);
  }

  /** The numbers of all that run or pause. */
  List<RolloutId> open(Handle handle) {
    return ids(handle, "SELECT number FROM rollout" + OPEN);
  }

  /** The newest, newest first. */
  List<RolloutId> newest(Handle handle, int limit) {
    return ids(handle, "SELECT number FROM rollout ORDER BY number DESC LIMIT " + limit);
  }

  /** Those that run or pause, are of this model and share a device with the new members. */
  List<RolloutId> rivals(Handle handle, ModelName model, List<Member> members) {
    Set<DeviceId> devices = members.stream().map(Member::device).collect(Collectors.toSet());
    return open(handle).stream()
        .filter(id -> model.equals(model(handle, id)))
        .filter(id -> members(handle, id).stream().anyMatch(m -> devices.contains(m.device())))
        .toList();
  }

  /**
   * One rollout.
   *
   * @throws UnreadableRollout if a column is not what we write
   */
  Optional<Rollout> find(Handle handle, RolloutId id) {
    return handle
        .createQuery("SELECT * FROM rollout WHERE number = :number")
        .bind("number", id.number())
        .map((row, context) -> rollout(handle, row))
        .findOne();
  }

  /** Why a rollout ended that the other one superseded. */
  static String superseded(RolloutId by) {
    return SUPERSEDED + by;
  }

  /**
   * The touched member that gave the device what it has of this model: of the newest rollout before
   * this one, if that was superseded and the device not judged a success in it.
   */
  Optional<Member> unproven(Handle handle, Rollout rollout, DeviceId device, Desired had) {
    return handle
        .createQuery(
            "SELECT m.*, r.reason AS why, r.desired FROM rollout r"
                + " JOIN rollout_member m ON m.rollout = r.number AND m.device = :device"
                + " WHERE r.model = :model AND r.number < :number AND m.stage <> 'waiting'"
                + " ORDER BY r.number DESC LIMIT 1")
        .bind("device", device.value())
        .bind("model", rollout.desired().release().model().toString())
        .bind("number", rollout.id().number())
        .map(
            (row, context) ->
                row.getString("why").startsWith(SUPERSEDED)
                        && row.getString("desired").equals(Column.write(had))
                    ? Optional.of(RolloutRows.member(row))
                    : Optional.<Member>empty())
        .findOne()
        .flatMap(member -> member)
        .filter(member -> member.stage() != Stage.SUCCEEDED);
  }

  /** Stores where a rollout stands. */
  void update(Handle handle, RolloutId id, Rollout.Status status) {
    handle.execute(
        "UPDATE rollout SET state = ?, reason = ?, wave = ?, updated = ? WHERE number = ?",
        status.state().wireName(),
        status.reason(),
        status.wave(),
        status.updated().toString(),
        id.number());
  }

  /** Stores where one device stands. */
  void update(Handle handle, RolloutId id, Member member) {
    handle.execute(
        "UPDATE rollout_member SET stage = ?, reason = ?, version = ?, started = ?, before = ?,"
            + " returned = ? WHERE rollout = ? AND device = ?",
        member.stage().wireName(),
        member.reason(),
        member.version(),
        member.started().map(Instant::toString).orElse(null),
        member.before().map(Column::write).orElse(null),
        member.returned(),
        id.number(),
        member.device().value());
  }

  /** Stops a rollout that can't be read or carried out: it touches nothing any more. */
  void stopBroken(Handle handle, RolloutId id, String reason, Instant now) {
    handle.execute(
        "UPDATE rollout SET state = 'stopped', reason = ?, updated = ? WHERE number = ?",
        reason,
        now.toString(),
        id.number());
  }

  private static List<RolloutId> ids(Handle handle, String sql) {
    return handle.createQuery(sql).map((row, context) -> new RolloutId(row.getLong(1))).list();
  }

  private static ModelName model(Handle handle, RolloutId id) {
    return handle
        .createQuery("SELECT model FROM rollout WHERE number = :number")
        .bind("number", id.number())
        .map((row, context) -> ModelName.parse(row.getString(1)))
        .one();
  }

  private static Rollout rollout(Handle handle, ResultSet row) throws SQLException {
    RolloutId id = new RolloutId(row.getLong("number"));
    return RolloutRows.rollout(id, row, members(handle, id));
  }

  private static List<Member> members(Handle handle, RolloutId id) {
    return handle
        .createQuery("SELECT * FROM rollout_member WHERE rollout = :number ORDER BY wave, device")
        .bind("number", id.number())
        .map((row, context) -> RolloutRows.member(row))
        .list();
  }
}
