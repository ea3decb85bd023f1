package io.skerry.controller.results;

import io.skerry.controller.api.Answer;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.ProblemException;
import io.skerry.controller.api.Request;
import io.skerry.controller.api.Routes;
import io.skerry.protocol.id.DeviceId;
import io.vertx.ext.web.Router;

/** {@code GET devices/{id}/results}. */
final class ResultRoutes implements Routes {
  private static final int LIMIT = 100;

  private final Calls calls;
  private final ResultStore store;

  ResultRoutes(Calls calls, ResultStore store) {
    this.calls = calls;
    this.store = store;
  }

  @Override
  public void mount(Router router) {
    calls.answer(router.get("/api/v1/devices/:device/results"), this::newest);
  }

  private Answer newest(Request request) {
    DeviceId device = request.path("device", DeviceId::new);
    if (!store.knows(device)) {
      throw ProblemException.notFound("device", device);
    }
    return Answer.json(store.newest(device, request.limit("limit", LIMIT, Results.KEPT)));
  }
}
