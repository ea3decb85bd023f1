package io.skerry.controller.rollouts;

import io.skerry.controller.api.Answer;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.ProblemException;
import io.skerry.controller.api.Request;
import io.skerry.controller.api.Routes;
import io.skerry.controller.db.Database;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls under {@code rollouts}. */
final class RolloutRoutes implements Routes {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutRoutes.class);
  private static final String PATH = "/api/v1/rollouts";
  private static final int LIMIT = 100;
  private static final int MAX_LIMIT = 1000;

  private final Calls calls;
  private final Database database;
  private final RolloutStore store;
  private final Rollouts rollouts;

  RolloutRoutes(Calls calls, Database database, RolloutStore store, Rollouts rollouts) {
    this.calls = calls;
    this.database = database;
    this.store = store;
    this.rollouts = rollouts;
  }

  @Override
  public void mount(Router router) {
    calls.answer(router.post(PATH), this::create);
    calls.answer(router.get(PATH), this::list);
    calls.answer(router.get(PATH + "/:rollout"), this::one);
    calls.answer(router.post(PATH + "/:rollout/pause"), request -> shown(rollouts.pause(request)));
    calls.answer(
        router.post(PATH + "/:rollout/resume"), request -> shown(rollouts.resume(request)));
    calls.answer(
        router.post(PATH + "/:rollout/cancel"), request -> shown(rollouts.cancel(request)));
  }

  private Answer create(Request request) {
    Rollout rollout = rollouts.create(request);
    return Answer.created(PATH + "/" + rollout.id(), RolloutView.whole(rollout));
  }

  private Answer list(Request request) {
    int limit = request.limit("limit", LIMIT, MAX_LIMIT);
    Function<Handle, List<RolloutView>> read =
        handle ->
            store.newest(handle, limit).stream()
                .flatMap(id -> readable(handle, id).stream())
                .map(RolloutView::summary)
                .toList();
    return Answer.json(database.read(read::apply));
  }

  private Answer one(Request request) {
    RolloutId id = request.path("rollout", RolloutId::parse);
    return shown(
        database
            .read(handle -> store.find(handle, id))
            .orElseThrow(() -> ProblemException.notFound("rollout", id)));
  }

  private Optional<Rollout> readable(Handle handle, RolloutId id) {
    try {
      return store.find(handle, id);
    } catch (UnreadableRollout e) {
      LOG.warn("rollout {} is left out of the list: {}", id, e.getMessage());
      return Optional.empty();
    }
  }

  private static Answer shown(Rollout rollout) {
    return Answer.json(RolloutView.whole(rollout));
  }
}
