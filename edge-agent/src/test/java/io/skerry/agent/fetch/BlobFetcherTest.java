package io.skerry.agent.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.store.BlobStore;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.message.Chunk;
import io.skerry.protocol.message.Want.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobFetcherTest {
  private static final int CHUNK = 1000;
  private static final int CHUNKS = 40;

  @TempDir private Path folder;
  private final Wire wire = new Wire();
  private final byte[] content = new byte[CHUNK * CHUNKS];
  private BlobStore store;
  private Blob blob;
  private byte[] index;

  @BeforeEach
  void cut() throws IOException {
    store = BlobStore.open(folder);
    new Random(1).nextBytes(content);
    ByteBuffer entries = ByteBuffer.allocate(CHUNKS * 36);
    for (int i = 0; i < CHUNKS; i++) {
      byte[] chunk = java.util.Arrays.copyOfRange(content, i * CHUNK, (i + 1) * CHUNK);
      entries.putInt(CHUNK).put(Sha256.of(chunk).bytes());
    }
    index = entries.array();
    blob =
        new Blob(
            Sha256.of(content),
            content.length,
            Optional.of(new Blob.Index(Sha256.of(index), index.length)));
    wire.answer =
        (digest, number) ->
            digest.equals(blob.sha256())
                ? List.of(chunk(number))
                : List.of(new Chunk(0, ByteBuffer.wrap(index)).toBytes());
  }

  private byte[] chunk(int number) {
    return new Chunk(number, ByteBuffer.wrap(content, number * CHUNK, CHUNK)).toBytes();
  }

  private Fetched fetch() throws Exception {
    return new BlobFetcher(store, wire, () -> wire.nanos).fetch(List.of(blob), List.of(), wire);
  }

  @Test
  void fetchesIndexAndChunks() throws Exception {
    assertInstanceOf(Fetched.Whole.class, fetch());
    assertTrue(store.verify(blob));
    assertEquals(2, wire.wants.size());
  }

  @Test
  void asksAgainOnlyForWhatWasLost() throws Exception {
    BiFunction<Sha256, Integer, List<byte[]>> all = wire.answer;
    wire.answer =
        (digest, number) ->
            digest.equals(blob.sha256()) && number % 10 == 3 && wire.wants.size() == 2
                ? List.of()
                : all.apply(digest, number);
    assertInstanceOf(Fetched.Whole.class, fetch());
    assertEquals(
        List.of(new Range(3, 3), new Range(13, 13), new Range(23, 23), new Range(33, 33)),
        wire.wants.getLast());
  }

  @Test
  void takesRepeatedChunksOnce() throws Exception {
    BiFunction<Sha256, Integer, List<byte[]>> once = wire.answer;
    wire.answer =
        (digest, number) -> {
          List<byte[]> twice = new ArrayList<>(once.apply(digest, number));
          twice.addAll(once.apply(digest, number));
          return twice;
        };
    assertInstanceOf(Fetched.Whole.class, fetch());
    assertTrue(store.verify(blob));
  }

  @Test
  void givesUpAChunkThatCameWrongThreeTimes() throws Exception {
    BiFunction<Sha256, Integer, List<byte[]>> right = wire.answer;
    byte[] wrong = new byte[CHUNK];
    wire.answer =
        (digest, number) ->
            digest.equals(blob.sha256()) && number == 7
                ? List.of(new Chunk(7, ByteBuffer.wrap(wrong)).toBytes())
                : right.apply(digest, number);
    Fetched.GivenUp given = assertInstanceOf(Fetched.GivenUp.class, fetch());
    Sha256 expected = Sha256.of(java.util.Arrays.copyOfRange(content, 7 * CHUNK, 8 * CHUNK));
    assertEquals(
        "blob "
            + blob.sha256()
            + " chunk 7: expected sha256 "
            + expected
            + ", got "
            + Sha256.of(wrong)
            + ", 3 times",
        given.reason());
    wire.answer = right;
    wire.wants.clear();
    assertInstanceOf(Fetched.Whole.class, fetch());
    assertEquals(List.of(List.of(new Range(7, 7))), wire.wants);
  }

  @Test
  void givesUpAfter30SecondsOfSilenceButNotWhileOffline() throws Exception {
    BiFunction<Sha256, Integer, List<byte[]>> right = wire.answer;
    wire.answer = (_, _) -> List.of();
    Fetched.GivenUp given = assertInstanceOf(Fetched.GivenUp.class, fetch());
    assertTrue(given.reason().endsWith("no new chunk for 30 s, 0 of 1 are here"), given.reason());
    wire.connected = false;
    wire.answer = right;
    wire.reconnectAtNs = wire.nanos + 3_600_000_000_000L;
    assertInstanceOf(Fetched.Whole.class, fetch());
  }

  @Test
  void doesNotTakeItsOwnWorkForSilence() throws Exception {
    List<Blob> blobs = new ArrayList<>();
    Map<Sha256, byte[]> contents = new HashMap<>();
    for (byte i = 0; i < 4; i++) {
      byte[] small = {i};
      blobs.add(new Blob(Sha256.of(small), 1, Optional.empty()));
      contents.put(Sha256.of(small), new Chunk(0, ByteBuffer.wrap(small)).toBytes());
    }
    wire.answer = (digest, _) -> List.of(contents.get(digest));
    wire.late = true;
    wire.listenNs = 40_000_000_000L;
    BlobFetcher fetcher = new BlobFetcher(store, wire, () -> wire.nanos);
    assertInstanceOf(Fetched.Whole.class, fetcher.fetch(blobs, List.of(), wire));
  }

  @Test
  void beginsNothingUnlessThereIsRoomForAllBlobsTogether() throws Exception {
    long reserve = 64L << 20;
    store = BlobStore.open(folder, _ -> reserve + content.length);
    Fetched.GivenUp given = assertInstanceOf(Fetched.GivenUp.class, fetch());
    assertTrue(
        given.reason().contains("expected room for " + (content.length + index.length) + " bytes"),
        given.reason());
    assertEquals(List.of(), wire.wants);
    store = BlobStore.open(folder, _ -> reserve + content.length + index.length);
    assertInstanceOf(Fetched.Whole.class, fetch());
  }

  @Test
  void aFullDiskFailsTheBlobAndLeavesNothingOfIt() throws Exception {
    Path part = folder.resolve(Sha256.of(index).hex() + ".part");
    Files.createSymbolicLink(part, Path.of("/dev/full"));
    Fetched.GivenUp given = assertInstanceOf(Fetched.GivenUp.class, fetch());
    assertTrue(given.reason().contains("No space left"), given.reason());
    assertFalse(Files.exists(part, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void asksAtMostOnceASecond() throws Exception {
    wire.answer = (_, _) -> List.of();
    long start = wire.nanos;
    fetch();
    assertTrue(wire.wants.size() <= 1 + (wire.nanos - start) / 1_000_000_000L);
  }

  @Test
  void stopsWhenItIsNotWantedAnyMore() throws Exception {
    wire.goOn = false;
    assertInstanceOf(Fetched.Superseded.class, fetch());
  }

  @Test
  void asksForAtMost1024Ranges() {
    BitSet every2nd = new BitSet();
    for (int i = 0; i < 5000; i += 2) {
      every2nd.set(i);
    }
    assertEquals(1024, Ranges.missing(every2nd, 5000, 5000).size());
    assertEquals(List.of(new Range(0, 9)), Ranges.missing(new BitSet(), 5000, 10));
    assertEquals(List.of(), Ranges.missing(every2nd, 1, 10));
  }

  /** A wire on which each wanted chunk is answered as a test says. */
  private static final class Wire implements ChunkExchange, Progress {
    private final List<List<Range>> wants = new ArrayList<>();
    private BiFunction<Sha256, Integer, List<byte[]>> answer;
    private boolean connected = true;
    private boolean goOn = true;
    private boolean late; // what was asked for has not come yet when it is first looked for
    private long listenNs; // what it takes to begin a blob
    private long reconnectAtNs;
    private long nanos = 1_000_000_000_000L;

    @Override
    public Listener listen(Sha256 blob) {
      ArrayDeque<byte[]> sent = new ArrayDeque<>();
      nanos += listenNs;
      return new Listener() {
        private boolean looked = !late;

        @Override
        public void want(List<Range> missing) {
          wants.add(missing);
          for (Range range : missing) {
            for (int i = range.first(); i <= range.last(); i++) {
              sent.addAll(answer.apply(blob, i));
            }
          }
        }

        @Override
        public Optional<byte[]> poll(long timeoutMs) {
          byte[] next = looked ? sent.poll() : null;
          looked = true;
          nanos += next == null ? timeoutMs * 1_000_000 : 1_000_000;
          connected |= nanos >= reconnectAtNs && reconnectAtNs > 0;
          return Optional.ofNullable(next);
        }

        @Override
        public void close() {
          sent.clear();
        }
      };
    }

    @Override
    public boolean connected() {
      return connected;
    }

    @Override
    public boolean goOn() {
      return goOn;
    }

    @Override
    public void reached(int present, int all) {
      // Not looked at here.
    }
  }
}
