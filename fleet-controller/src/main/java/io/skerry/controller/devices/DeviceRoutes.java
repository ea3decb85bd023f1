package io.skerry.controller.devices;

import io.skerry.controller.api.Answer;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.ProblemException;
import io.skerry.controller.api.Request;
import io.skerry.controller.api.Routes;
import io.skerry.protocol.id.DeviceId;
import io.vertx.ext.web.Router;

/** {@code GET devices}, {@code GET devices/{id}}, {@code PATCH devices/{id}}. */
public final class DeviceRoutes implements Routes {
  private final Calls calls;
  private final Fleet fleet;

  public DeviceRoutes(Calls calls, Fleet fleet) {
    this.calls = calls;
    this.fleet = fleet;
  }

  @Override
  public void mount(Router router) {
    calls.answer(router.get("/api/v1/devices"), request -> Answer.json(fleet.devices()));
    calls.answer(router.get("/api/v1/devices/:device"), this::one);
    calls.answer(router.patch("/api/v1/devices/:device"), this::label);
  }

  private Answer one(Request request) {
    return Answer.json(device(request.path("device", DeviceId::new)));
  }

  private Answer label(Request request) {
    DeviceId device = request.path("device", DeviceId::new);
    LabelPatch patch = request.body(LabelPatch.class);
    if (!fleet.label(device, patch, request.who())) {
      throw ProblemException.notFound("device", device);
    }
    return Answer.json(device(device));
  }

  private Device device(DeviceId device) {
    return fleet.device(device).orElseThrow(() -> ProblemException.notFound("device", device));
  }
}
