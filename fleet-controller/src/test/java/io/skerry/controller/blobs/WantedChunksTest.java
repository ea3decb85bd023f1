package io.skerry.controller.blobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.message.Chunk;
import io.skerry.protocol.message.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WantedChunksTest {
  private static final int CHUNKS = 10;

  private final WantedChunks chunks =
      new WantedChunks(new BlobLayout.Sliced((long) CHUNKS * Chunk.SLICE_BYTES - 1));

  private static Want want(String device, int first, int last) {
    return new Want(new DeviceId(device), List.of(new Want.Range(first, last)));
  }

  private List<Integer> drain(long nowMs) {
    List<Integer> sent = new ArrayList<>();
    for (OptionalInt next = chunks.peek(nowMs); next.isPresent(); next = chunks.peek(nowMs)) {
      sent.add(next.getAsInt());
      chunks.sent(next.getAsInt(), nowMs);
    }
    return sent;
  }

  @Test
  void gathersWantsAndSendsEachChunkOnce() {
    chunks.add(want("door", 0, 4), 0);
    assertEquals(OptionalInt.empty(), chunks.peek(WantedChunks.GATHER_MS - 1));
    chunks.add(want("window", 3, 6), 100);
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), drain(WantedChunks.GATHER_MS));
  }

  @Test
  void sendsAChunkAgainOnlyWhenItMayHaveBeenLost() {
    chunks.add(want("door", 2, 2), 0);
    assertEquals(List.of(2), drain(200));
    chunks.add(want("window", 2, 2), 300);
    assertEquals(List.of(), drain(600));
    chunks.add(want("window", 2, 2), 200 + WantedChunks.ON_ITS_WAY_MS);
    assertEquals(List.of(2), drain(2000));
  }

  @Test
  void knowsNoChunksBeyondTheEnd() {
    chunks.add(want("door", 8, Integer.MAX_VALUE), 0);
    assertEquals(List.of(8, 9), drain(1000));
    chunks.add(want("door", 100, 200), 5000);
    assertEquals(List.of(), drain(6000));
  }

  @Test
  void goesOnBehindWhatItSentLast() {
    chunks.add(want("door", 4, 5), 0);
    assertEquals(List.of(4, 5), drain(200));
    chunks.add(want("window", 0, 9), 200);
    assertEquals(List.of(6, 7, 8, 9, 0, 1, 2, 3), drain(400));
  }

  @Test
  void isForgottenWhenNobodyWantsAnything() {
    chunks.add(want("door", 0, 0), 0);
    assertFalse(chunks.idle(60_000));
    drain(60_000);
    assertFalse(chunks.idle(60_001));
    assertTrue(chunks.idle(80_000));
  }

  @Test
  void cutsABlobIntoSlices() {
    BlobLayout layout = new BlobLayout.Sliced(Chunk.SLICE_BYTES + 5);
    assertEquals(2, layout.chunks());
    assertEquals(Chunk.SLICE_BYTES, layout.offset(1));
    assertEquals(5, layout.length(1));
    assertEquals(0, new BlobLayout.Sliced(0).chunks());
  }
}
