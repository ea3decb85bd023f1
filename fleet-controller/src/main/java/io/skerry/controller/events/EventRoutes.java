package io.skerry.controller.events;

import io.skerry.controller.api.ProblemException;
import io.skerry.controller.api.Routes;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code GET events}: server-sent events, all types or those of {@code ?types=state,rollout}; at
 * most 256 listeners.
 */
public final class EventRoutes implements Routes {
  private static final int MAX_LISTENERS = 256;

  private final EventHub hub;

  public EventRoutes(EventHub hub) {
    this.hub = hub;
  }

  @Override
  public void mount(Router router) {
    router.get("/api/v1/events").handler(this::stream);
  }

  private void stream(RoutingContext context) {
    if (hub.listening() >= MAX_LISTENERS) {
      context.fail(new ProblemException(503, MAX_LISTENERS + " listen already"));
      return;
    }
    Set<EventType> types;
    try {
      types = types(context.request().getParam("types"));
    } catch (ProblemException e) {
      context.fail(e);
      return;
    }
    String lastId = Optional.ofNullable(context.request().getHeader("Last-Event-ID")).orElse("");
    new EventReader(hub, types, context).start(lastId);
  }

  private static Set<EventType> types(String text) {
    if (text == null || text.isEmpty()) {
      return EnumSet.allOf(EventType.class);
    }
    return Arrays.stream(text.split(",", -1))
        .map(EventRoutes::type)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventType.class)));
  }

  private static EventType type(String name) {
    return Arrays.stream(EventType.values())
        .filter(type -> type.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.of(
                    400,
                    "types",
                    "expected state, presence, result, rollout or audit, got " + name));
  }
}
