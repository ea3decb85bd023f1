package io.skerry.controller.releases;

import io.skerry.controller.api.Answer;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.ProblemException;
import io.skerry.controller.api.Request;
import io.skerry.controller.api.Routes;
import io.skerry.controller.db.Database;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.manifest.Manifest;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** {@code GET releases}, {@code GET releases/{namespace}/{name@version}}. */
public final class ReleaseRoutes implements Routes {
  private final Calls calls;
  private final Database database;
  private final Catalogue catalogue;

  public ReleaseRoutes(Calls calls, Database database, Catalogue catalogue) {
    this.calls = calls;
    this.database = database;
    this.catalogue = catalogue;
  }

  @Override
  public void mount(Router router) {
    calls.answer(router.get("/api/v1/releases"), request -> Answer.json(all()));
    calls.answer(
        router.get("/api/v1/releases/:namespace/:release"), request -> Answer.json(one(request)));
  }

  private List<ReleaseView> all() {
    return database.read(
        handle ->
            catalogue.releases(handle).stream()
                .flatMap(release -> view(handle, release).stream())
                .toList());
  }

  private ReleaseView one(Request request) {
    String namespace = request.path("namespace", text -> text);
    ReleaseId release = request.path("release", text -> ReleaseId.parse(namespace + "/" + text));
    return database
        .read(handle -> view(handle, release))
        .orElseThrow(() -> ProblemException.notFound("release", release));
  }

  private Optional<ReleaseView> view(Handle handle, ReleaseId release) {
    return catalogue
        .manifest(handle, release)
        .map(
            manifest ->
                new ReleaseView(
                    release,
                    catalogue.target(handle, release).orElseThrow().sha256().hex(),
                    underFloor(handle, release),
                    manifest));
  }

  private boolean underFloor(Handle handle, ReleaseId release) {
    return catalogue
        .floors(handle)
        .of(release.model())
        .map(floor -> release.version().compareTo(floor) < 0)
        .orElse(false);
  }

  /**
   * A release for the API.
   *
   * @param sha256 of its manifest
   */
  private record ReleaseView(
      ReleaseId release, String sha256, boolean underFloor, Manifest manifest) {}
}
