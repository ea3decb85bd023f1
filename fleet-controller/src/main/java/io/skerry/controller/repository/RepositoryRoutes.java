package io.skerry.controller.repository;

import io.skerry.controller.api.Answer;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.ProblemException;
import io.skerry.controller.api.Request;
import io.skerry.controller.api.Routes;
import io.skerry.protocol.tuf.Limits;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * {@code PUT repository/root/{version}}, {@code PUT repository/targets}, {@code POST timestamp}.
 */
public final class RepositoryRoutes implements Routes {
  private final Calls calls;
  private final Repository repository;
  private final CurrentPublisher publisher;

  public RepositoryRoutes(Calls calls, Repository repository, CurrentPublisher publisher) {
    this.calls = calls;
    this.repository = repository;
    this.publisher = publisher;
  }

  @Override
  public void mount(Router router) {
    calls.answer(router.put("/api/v1/repository/root/:version"), Limits.ROOT_BYTES, this::putRoot);
    calls.answer(router.put("/api/v1/repository/targets"), Limits.TARGETS_BYTES, this::putTargets);
    calls.answer(
        router.post("/api/v1/repository/timestamp"),
        request -> renewed(told(repository.refresh(request.who()))));
  }

  private Answer putRoot(Request request) {
    long version = request.path("version", Long::parseLong);
    return told(repository.putRoot(request.who(), version, request.bytes()));
  }

  private Answer putTargets(Request request) throws IOException {
    return told(repository.putTargets(request.who(), request.bytes()));
  }

  private Answer told(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> {
        publisher.publish();
        yield Answer.created(
            "/repository/metadata/" + accepted.file(), body(accepted.file(), accepted.version()));
      }
      case Outcome.Unchanged same -> Answer.json(body(same.file(), same.version()));
      case Outcome.Refused refused ->
          throw new ProblemException(
              422, refused.reason().reason() + ": " + refused.reason().getMessage());
      case Outcome.Conflict conflict -> throw new ProblemException(409, conflict.reason());
      case Outcome.Missing missing ->
          throw new ProblemException(409, "upload these first: " + text(missing), faults(missing));
    };
  }

  /** The timestamp stands where it stood. */
  private static Answer renewed(Answer answer) {
    return new Answer(200, answer.contentType(), answer.body(), Map.of());
  }

  private static Map<String, Object> body(String file, long version) {
    return Map.of("file", file, "version", version);
  }

  private static String text(Outcome.Missing missing) {
    String names = String.join(", ", missing.names());
    return missing.more() > 0 ? names + " and " + missing.more() + " more" : names;
  }

  private static List<ProblemException.Fault> faults(Outcome.Missing missing) {
    return missing.names().stream()
        .map(name -> new ProblemException.Fault("/signed/targets", "missing: " + name))
        .toList();
  }
}
