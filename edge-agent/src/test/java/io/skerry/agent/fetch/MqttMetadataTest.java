package io.skerry.agent.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.link.Link;
import io.skerry.agent.link.Publication;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.FetchAnswer;
import io.skerry.protocol.message.FetchRequest;
import io.skerry.protocol.message.RepositoryFiles;
import io.skerry.protocol.topic.Topics;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class MqttMetadataTest {
  private final byte[] file = new byte[150_000];
  private Function<FetchRequest, FetchAnswer> controller = this::piece;
  private boolean up = true;
  private int requests;
  private final MqttMetadata metadata =
      new MqttMetadata(new Controller(), new Topics(new FleetId("reef")), new DeviceId("door-1"));

  MqttMetadataTest() {
    new Random(1).nextBytes(file);
  }

  private FetchAnswer piece(FetchRequest request) {
    int from = (int) request.offset();
    byte[] bytes =
        Arrays.copyOfRange(file, from, Math.min(file.length, from + FetchAnswer.MAX_BYTES));
    return new FetchAnswer(
        request.id(), request.name(), from, file.length, Optional.of(Bytes.of(bytes)));
  }

  @Test
  void putsAFileTogetherOutOfPieces() throws IOException {
    assertArrayEquals(file, metadata.fetch("2.targets.json", 1 << 20).orElseThrow());
    assertEquals(3, requests);
  }

  @Test
  void asksForNothingThatWasPushed() throws Exception {
    metadata.current(
        Json.write(new RepositoryFiles(Map.of("timestamp.json", Bytes.of(new byte[] {7})))));
    assertArrayEquals(new byte[] {7}, metadata.fetch("timestamp.json", 100).orElseThrow());
    assertEquals(0, requests);
    metadata.forgetCurrent();
    metadata.fetch("timestamp.json", 1 << 20);
    assertTrue(requests > 0);
  }

  @Test
  void takesAbsenceForAnAnswer() throws IOException {
    controller = request -> new FetchAnswer(request.id(), request.name(), 0, 0, Optional.empty());
    assertEquals(Optional.empty(), metadata.fetch("9.root.json", 100));
  }

  @Test
  void refusesAFileLongerThanAllowed() {
    assertThrows(IOException.class, () -> metadata.fetch("2.targets.json", 100_000));
    assertEquals(1, requests);
  }

  @Test
  void refusesPiecesThatDoNotFitTogether() {
    controller =
        request ->
            new FetchAnswer(
                request.id(),
                request.name(),
                request.offset(),
                100 + request.offset(),
                Optional.of(Bytes.of(new byte[10])));
    assertThrows(IOException.class, () -> metadata.fetch("2.targets.json", 100_000));
  }

  @Test
  void refusesEmptyPiecesThatWouldNeverEnd() {
    controller =
        request ->
            new FetchAnswer(
                request.id(), request.name(), 0, 100, Optional.of(Bytes.of(new byte[0])));
    assertThrows(IOException.class, () -> metadata.fetch("2.targets.json", 100_000));
  }

  @Test
  void asksNobodyWhileOffline() {
    up = false;
    assertThrows(IOException.class, () -> metadata.fetch("2.targets.json", 100));
    assertEquals(0, requests);
  }

  @Test
  void keepsWhatItKnowsWhenAMessageCanNotBeRead() {
    assertThrows(FormatException.class, () -> metadata.current(new byte[] {'{'}));
    metadata.answered(new byte[] {'{'});
  }

  /** Answers at once. */
  private final class Controller implements Link {
    @Override
    public CompletableFuture<Void> publish(Publication publication) {
      requests++;
      try {
        FetchRequest request = Json.read(publication.payload(), FetchRequest.class);
        metadata.answered(Json.write(controller.apply(request)));
      } catch (FormatException e) {
        throw new IllegalStateException(e);
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> subscribe(String topic) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> unsubscribe(String topic) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public long connection() {
      return up ? 1 : 0;
    }
  }
}
