package io.skerry.controller.repository;

import io.skerry.controller.api.Answer;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.ProblemException;
import io.skerry.controller.api.Request;
import io.skerry.controller.api.Routes;
import io.skerry.controller.db.Database;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.vertx.ext.web.Router;

/**
 * The repository as any TUF tool reads it: {@code /repository/metadata/} and {@code
 * /repository/targets/}, with consistent snapshots, open to everyone.
 */
public final class FileRoutes implements Routes {
  private final Calls calls;
  private final Database database;

  public FileRoutes(Calls calls, Database database) {
    this.calls = calls;
    this.database = database;
  }

  @Override
  public void mount(Router router) {
    calls.answer(router.get("/repository/metadata/:file"), this::metadata);
    calls.answer(router.get("/repository/targets/:namespace/:file"), this::target);
  }

  private Answer metadata(Request request) {
    String name = request.path("file", text -> text);
    return database
        .read(handle -> new MetadataRows(handle).file(name))
        .map(bytes -> Answer.bytes(Answer.JSON, bytes))
        .orElseThrow(() -> ProblemException.notFound("metadata file", name));
  }

  private Answer target(Request request) {
    String namespace = request.path("namespace", text -> text);
    Named named = request.path("file", text -> Named.parse(namespace, text));
    return database
        .read(handle -> new ReleaseRows(handle).manifest(named.release(), named.hash()))
        .map(bytes -> Answer.bytes(Answer.JSON, bytes))
        .orElseThrow(() -> ProblemException.notFound("target", named.release()));
  }

  /** A target file's name with consistent snapshots: {@code HASH.name@version}. */
  private record Named(ReleaseId release, Sha256 hash) {
    static Named parse(String namespace, String file) {
      int dot = file.indexOf('.');
      if (dot < 0) {
        throw new IllegalArgumentException("target: expected HASH.name@version, got " + file);
      }
      return new Named(
          ReleaseId.parse(namespace + "/" + file.substring(dot + 1)),
          new Sha256(file.substring(0, dot)));
    }
  }
}
