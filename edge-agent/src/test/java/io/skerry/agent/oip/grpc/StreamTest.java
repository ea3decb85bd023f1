package io.skerry.agent.oip.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inference.GRPCInferenceServiceGrpc;
import inference.ModelInferRequest;
import inference.ModelStreamInferResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of requests, called through generated stubs of grpc-java. */
@Timeout(60)
final class StreamTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.assertNothingHeld();
    server.close();
  }

  @Test
  void aThousandRequestsAreAnsweredInTheirOrder() throws Exception {
    Stream stream = new Stream();
    for (int i = 0; i < 1000; i++) {
      stream.requests.onNext(Requests.floats("r" + i, i, -i));
    }
    stream.requests.onCompleted();
    assertEquals(Status.Code.OK, stream.status());
    assertEquals(1000, stream.answers.size());
    for (int i = 0; i < 1000; i++) {
      ModelStreamInferResponse answer = stream.answers.get(i);
      assertEquals("", answer.getErrorMessage());
      assertEquals("r" + i, answer.getInferResponse().getId());
      assertEquals(
          Requests.floats("", i, -i).getRawInputContents(0),
          answer.getInferResponse().getRawOutputContents(0));
    }
  }

  @Test
  void largeRequestsGoThroughASlowReader() throws Exception {
    Stream stream = new Stream();
    for (int i = 0; i < 100; i++) {
      stream.requests.onNext(Requests.floats("r" + i, new float[100_000]));
    }
    stream.requests.onCompleted();
    assertEquals(Status.Code.OK, stream.status());
    assertEquals(100, stream.answers.size());
  }

  @Test
  void errorsOfSingleRequestsAreToldAndTheStreamGoesOn() throws Exception {
    Stream stream = new Stream();
    stream.requests.onNext(Requests.floats("good", 1));
    stream.requests.onNext(Requests.floats("bad", 1).toBuilder().setModelName("other").build());
    stream.requests.onNext(Requests.floats("worse", 1).toBuilder().clearRawInputContents().build());
    stream.requests.onNext(Requests.floats("good again", 1));
    stream.requests.onCompleted();
    assertEquals(Status.Code.OK, stream.status());
    assertEquals(4, stream.answers.size());
    assertEquals("no model 'other'", stream.answers.get(1).getErrorMessage());
    assertEquals("bad", stream.answers.get(1).getInferResponse().getId());
    assertTrue(stream.answers.get(2).getErrorMessage().contains("expected 1 elements"));
    assertEquals("good again", stream.answers.get(3).getInferResponse().getId());
  }

  @Test
  void noMoreThan64RequestsAreUnderWay() throws Exception {
    server.echo.waits = true;
    Stream stream = new Stream();
    for (int i = 0; i < 300; i++) {
      stream.requests.onNext(Requests.floats("r" + i, i));
    }
    Awaitility.await().until(() -> server.echo.asked.get() == 64);
    server.stub().serverLive(inference.ServerLiveRequest.getDefaultInstance());
    assertEquals(64, server.echo.asked.get());
    assertTrue(stream.answers.isEmpty());
    server.echo.waits = false;
    server.echo.go();
    stream.requests.onCompleted();
    assertEquals(Status.Code.OK, stream.status());
    assertEquals(300, stream.answers.size());
  }

  @Test
  void laterAnswersWaitForEarlierOnes() throws Exception {
    server.echo.waits = true;
    Stream stream = new Stream();
    stream.requests.onNext(Requests.floats("first", 1));
    Awaitility.await().until(() -> server.echo.asked.get() == 1);
    server.echo.waits = false;
    stream.requests.onNext(Requests.floats("second", 1));
    Awaitility.await().until(() -> server.echo.asked.get() == 2);
    server.echo.go();
    stream.requests.onCompleted();
    assertEquals(Status.Code.OK, stream.status());
    assertEquals("first", stream.answers.get(0).getInferResponse().getId());
    assertEquals("second", stream.answers.get(1).getInferResponse().getId());
  }

  @Test
  void aBrokenOffStreamTakesItsRequestsBack() throws Exception {
    server.echo.waits = true;
    Stream stream = new Stream();
    for (int i = 0; i < 50; i++) {
      stream.requests.onNext(Requests.floats("r" + i, i));
    }
    Awaitility.await().until(() -> server.echo.asked.get() == 50);
    stream.call.cancel("enough", null);
    assertEquals(Status.Code.CANCELLED, stream.status());
    Awaitility.await().until(() -> server.echo.cancelled.get() == 50);
  }

  @Test
  void aMessageThatIsTooLargeEndsTheStreamAndWhatRuns() throws Exception {
    server.echo.waits = true;
    Stream stream = new Stream();
    stream.requests.onNext(Requests.floats("good", 1));
    Awaitility.await().until(() -> server.echo.asked.get() == 1);
    stream.requests.onNext(Requests.floats("large", new float[2_000_000]));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, stream.status());
    Awaitility.await().until(() -> server.echo.cancelled.get() == 1);
  }

  /** A stream from its caller's side. */
  private final class Stream
      implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {
    final List<ModelStreamInferResponse> answers = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Status.Code> ended = new CompletableFuture<>();
    private final StreamObserver<ModelInferRequest> requests;
    private ClientCallStreamObserver<ModelInferRequest> call;

    Stream() {
      requests = GRPCInferenceServiceGrpc.newStub(server.channel).modelStreamInfer(this);
    }

    Status.Code status() throws Exception {
      return ended.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ModelInferRequest> stream) {
      call = stream;
    }

    @Override
    public void onNext(ModelStreamInferResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable fault) {
      ended.complete(Status.fromThrowable(fault).getCode());
    }

    @Override
    public void onCompleted() {
      ended.complete(Status.Code.OK);
    }
  }
}
