package io.skerry.controller.blobs;

/** What became of a piece of an upload. */
public sealed interface UploadResult {
  /** The blob is whole and its hash is right. */
  record Whole() implements UploadResult {}

  /** Go on from here. */
  record Partial(long offset) implements UploadResult {}

  /** The piece does not begin where the upload stands. */
  record WrongOffset(long expected) implements UploadResult {}

  /** Someone else sends a piece of this blob at this moment. */
  record Busy() implements UploadResult {}

  /** Whole, but not the bytes of that hash; the upload is forgotten. */
  record WrongHash(String actual) implements UploadResult {}

  /** The blob can't be taken: its length, or the room left. */
  record NoRoom(String reason) implements UploadResult {}
}
