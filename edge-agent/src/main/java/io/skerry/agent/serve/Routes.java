package io.skerry.agent.serve;

import io.skerry.agent.oip.InvalidRequestException;
import io.skerry.agent.trace.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
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
  private final Tracing tracing;

  /**
   * Makes them.
   *
   * @param serving whose protocol's limits hold here too
   */
  Routes(StatusPage page, Predictor predictor, Workers workers, Metrics metrics, Serving serving) {
    this.page = page;
    this.predictor = predictor;
    this.workers = workers;
    this.metrics = metrics;
    this.memory = new Memory(serving.protocol().held());
    this.mostBytes = serving.protocol().limits().bodyBytes();
    this.tracing = serving.tracing();
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
    Asked asked;
    try {
      Asked read = Asked.of(request);
      asked = tracing.watch().map(read::watchedBy).orElse(read);
    } catch (InvalidRequestException e) {
      return Future.succeededFuture(Answer.error(400, e.getMessage()));
    }
    if (!workers.admit()) {
      return Future.succeededFuture(Answer.busy());
    }
    request.response().closeHandler(gone -> asked.terms().cancel());
    Upload upload = new Upload(memory, mostBytes);
    Promise<Void> handedOver = Promise.promise();
    handedOver
        .future()
        .onComplete(
            done -> {
              upload.free();
              workers.leave();
            });
    return upload
        .read(request)
        .timeout(UPLOAD_S, TimeUnit.SECONDS)
        .compose(body -> work(body, asked, context, handedOver))
        .recover(Routes::refused)
        .onComplete(done -> handedOver.tryComplete());
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

  /** A request keeps its place until its model's own queue has it, or it is answered. */
  private Future<Answer> work(
      Upload.Body body, Asked asked, Context context, Promise<Void> handedOver) {
    Promise<Answer> promise = Promise.promise();
    boolean taken =
        workers.run(
            asked.terms().priority(),
            () -> {
              try {
                predictor.predict(
                    body.part(),
                    body.bytes().getBytes(),
                    asked,
                    answer -> context.runOnContext(now -> promise.tryComplete(answer)));
                context.runOnContext(now -> handedOver.tryComplete());
              } catch (OutOfMemoryError e) {
                context.runOnContext(now -> promise.tryComplete(Answer.busy()));
              } catch (RuntimeException | Error e) {
                context.runOnContext(now -> promise.tryFail(e));
              }
            });
    return taken ? promise.future() : Future.succeededFuture(Answer.busy());
  }
}
