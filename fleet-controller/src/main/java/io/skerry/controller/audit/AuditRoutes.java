package io.skerry.controller.audit;

import io.skerry.controller.api.Answer;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.Routes;
import io.vertx.ext.web.Router;

/** {@code GET audit}. */
public final class AuditRoutes implements Routes {
  private static final int LIMIT = 100;
  private static final int MAX_LIMIT = 1000;

  private final Calls calls;
  private final AuditLog log;

  public AuditRoutes(Calls calls, AuditLog log) {
    this.calls = calls;
    this.log = log;
  }

  @Override
  public void mount(Router router) {
    calls.answer(
        router.get("/api/v1/audit"),
        request -> Answer.json(log.newest(request.limit("limit", LIMIT, MAX_LIMIT))));
  }
}
