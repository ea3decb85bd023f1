package io.skerry.controller.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds which methods a path has, for the Allow header that a 405 owes (RFC 9110 15.5.6). */
final class AllowedMethods {
  private AllowedMethods() {}

  static String of(Router router, String path) {
    return router.getRoutes().stream()
        .filter(route -> route.methods() != null && matches(route, path))
        .flatMap(route -> route.methods().stream())
        .map(HttpMethod::name)
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(", "));
  }

  private static boolean matches(Route route, String path) {
    if (route.getPath() == null) {
      return false;
    }
    String[] pattern = route.getPath().split("/", -1);
    String[] parts = path.split("/", -1);
    if (pattern.length != parts.length) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      if (!pattern[i].startsWith(":") && !pattern[i].equals(parts[i])) {
        return false;
      }
    }
    return true;
  }
}
