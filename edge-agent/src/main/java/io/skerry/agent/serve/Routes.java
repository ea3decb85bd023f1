package io.skerry.agent.serve;

import io.skerry.agent.oip.Protocol;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Which request gets which answer. Event loop only; what takes long runs on the workers. */
final class Routes {
  private static final int UPLOAD_S = 60;

  private final StatusPage page;
  private final Predictor predictor;
  private final Workers workers;
  private final Metrics metrics;
  private final Memory memory;
  private final int mostBytes;

  /**
   * Makes them.
   *
   * @param protocol whose limits hold here too
   */
  Routes(
      StatusPage page, Predictor predictor, Workers workers, Metrics metrics, Protocol protocol) {
    this.page = page;
    this.predictor = predictor;
    this.workers = workers;
    this.metrics = metrics;
    this.memory = new Memory(protocol.held());
    this.mostBytes = protocol.limits().bodyBytes();
  }

  /** The answer, soon; fails only by a bug or if the caller has gone. */
  Future<Answer> answer(HttpServerRequest request, Context context) {
    boolean post = request.path().equals("/predict");
    HttpMethod expected = post ? HttpMethod.POST : HttpMethod.GET;
    return switch (request.path()) {
      case "/predict", "/health", "/metrics", "/status" ->
          request.method().equals(expected)
              ? known(request, context)
              : Future.succeededFuture(
                  Answer.error(405, "expected " + expected).with("Allow", expected.name()));
      default ->
          Future.succeededFuture(
              Answer.error(404, "expected /v2, /predict, /health, /metrics or /status"));
    };
  }

  private Future<Answer> known(HttpServerRequest request, Context context) {
    return switch (request.path()) {
      case "/predict" -> predict(request, context);
      case "/health" -> Future.succeededFuture(page.health());
      case "/status" -> Future.succeededFuture(page.status());
      default -> Future.succeededFuture(metrics.answer());
    };
  }

  private Future<Answer> predict(HttpServerRequest request, Context context) {
    if (!workers.admit()) {
      return Future.succeededFuture(Answer.busy());
    }
    Optional<String> model = Optional.ofNullable(request.getParam("model"));
    Upload upload = new Upload(memory, mostBytes);
    return upload
        .read(request)
        .timeout(UPLOAD_S, TimeUnit.SECONDS)
        .compose(body -> work(body, model, context))
        .recover(Routes::refused)
        .onComplete(
            done -> {
              upload.free();
              workers.leave();
            });
  }

  private static Future<Answer> refused(Throwable fault) {
    return switch (fault) {
      case Upload.RefusedException refused -> Future.succeededFuture(refused.answer());
      case TimeoutException late ->
          Future.succeededFuture(
              Answer.error(408, "expected the whole form in " + UPLOAD_S + " s"));
      default -> Future.failedFuture(fault);
    };
  }

  private Future<Answer> work(Upload.Body body, Optional<String> model, Context context) {
    Promise<Answer> promise = Promise.promise();
    boolean taken =
        workers.run(
            () -> {
              try {
                Answer answer = predictor.predict(body.part(), body.bytes().getBytes(), model);
                context.runOnContext(now -> promise.complete(answer));
              } catch (OutOfMemoryError e) {
                context.runOnContext(now -> promise.complete(Answer.busy()));
              } catch (RuntimeException | Error e) {
                context.runOnContext(now -> promise.fail(e));
              }
            });
    return taken ? promise.future() : Future.succeededFuture(Answer.busy());
  }
}
