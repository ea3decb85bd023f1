package io.skerry.controller.api;

import io.vertx.ext.web.Router;

/** One feature's calls, mounted on the server's only router with their whole paths. */
public interface Routes {
  /** Adds this feature's routes; called once, before the server listens. */
  void mount(Router router);
}
