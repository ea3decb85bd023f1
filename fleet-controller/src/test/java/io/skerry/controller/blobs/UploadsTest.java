package io.skerry.controller.blobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {
  @TempDir Path folder;
  private final byte[] bytes = new byte[300_000];
  private Sha256 digest;
  private BlobStore blobs;
  private Uploads uploads;

  @BeforeEach
  void open() throws IOException {
    new Random(1).nextBytes(bytes);
    digest = Sha256.of(bytes);
    blobs = new BlobStore(folder.resolve("blobs"));
    uploads = new Uploads(blobs, Clock.systemUTC());
  }

  private InputStream piece(int from, int to) {
    return new ByteArrayInputStream(bytes, from, to - from);
  }

  @Test
  void keepsWhatCameBeforeTheConnectionBroke() throws IOException {
    InputStream broken =
        new SequenceInputStream(
            piece(0, 123_456),
            ending(
                () -> {
                  throw new IOException("gone");
                }));
    assertThrows(IOException.class, () -> uploads.append(digest, 0, bytes.length, broken));
    assertEquals(123_456, uploads.offset(digest));
    assertTrue(blobs.length(digest).isEmpty());
    Uploads later = new Uploads(blobs, Clock.systemUTC());
    assertEquals(
        new UploadResult.Whole(),
        later.append(digest, 123_456, bytes.length, piece(123_456, bytes.length)));
    assertArrayEquals(bytes, blobs.read(digest, bytes.length).orElseThrow());
  }

  @Test
  void asksForTheRestFromWhereItStands() throws IOException {
    assertEquals(
        new UploadResult.Partial(1000), uploads.append(digest, 0, bytes.length, piece(0, 1000)));
    assertEquals(
        new UploadResult.WrongOffset(1000),
        uploads.append(digest, 0, bytes.length, piece(0, 1000)));
    assertEquals(
        new UploadResult.WrongOffset(1000),
        uploads.append(digest, 2000, bytes.length, piece(2000, 3000)));
  }

  @Test
  void forgetsBytesThatAreNotTheBlob() throws IOException {
    byte[] other = bytes.clone();
    other[5]++;
    UploadResult result = uploads.append(digest, 0, other.length, new ByteArrayInputStream(other));
    assertEquals(new UploadResult.WrongHash(Sha256.of(other).hex()), result);
    assertEquals(0, uploads.offset(digest));
  }

  @Test
  void ignoresBytesBeyondTheLengthThatWasSaid() throws IOException {
    Sha256 shorter = Sha256.of(new byte[10]);
    InputStream longer = new ByteArrayInputStream(new byte[5000]);
    assertEquals(new UploadResult.Whole(), uploads.append(shorter, 0, 10, longer));
    assertEquals(10, blobs.length(shorter).orElseThrow());
  }

  @Test
  void takesAnEmptyBlob() throws IOException {
    Sha256 empty = Sha256.of(new byte[0]);
    assertEquals(
        new UploadResult.Whole(), uploads.append(empty, 0, 0, InputStream.nullInputStream()));
    assertEquals(0, blobs.length(empty).orElseThrow());
  }

  @Test
  void refusesMoreThanABlobMayHave() throws IOException {
    assertInstanceOf(
        UploadResult.NoRoom.class,
        uploads.append(digest, 0, Blob.MAX_BYTES + 1, InputStream.nullInputStream()));
  }

  @Test
  void refusesASecondSenderAtTheSameMoment() throws IOException {
    InputStream nested =
        ending(
            () ->
                assertEquals(
                    new UploadResult.Busy(),
                    uploads.append(digest, 0, bytes.length, piece(0, 10))));
    assertEquals(new UploadResult.Partial(0), uploads.append(digest, 0, bytes.length, nested));
  }

  @Test
  void forgetsUploadsThatNobodyWentOnWith() throws IOException {
    uploads.append(digest, 0, bytes.length, piece(0, 1000));
    uploads.forgetOld();
    assertEquals(1000, uploads.offset(digest));
    Files.setLastModifiedTime(
        blobs.upload(digest), FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    uploads.forgetOld();
    assertEquals(0, uploads.offset(digest));
  }

  /** An empty stream that does something when it is read. */
  private static InputStream ending(Action action) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        action.run();
        return -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return read();
      }
    };
  }

  private interface Action {
    void run() throws IOException;
  }
}
