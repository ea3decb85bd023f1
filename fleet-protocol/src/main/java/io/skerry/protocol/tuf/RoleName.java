package io.skerry.protocol.tuf;

/** The top-level roles, and the signers of assignments, which root names beside them. */
public enum RoleName {
  /** Which keys may sign as whom. */
  ROOT("root"),
  /** Which snapshot is the newest. */
  TIMESTAMP("timestamp"),
  /** Which versions of metadata belong together. */
  SNAPSHOT("snapshot"),
  /** Which releases exist. */
  TARGETS("targets"),
  /** Who signs assignments: no TUF role, in root's extra field {@code x-skerry-assignments}. */
  ASSIGNMENTS("x-skerry-assignments");

  private final String text;

  RoleName(String text) {
    this.text = text;
  }

  /** The name of this version's file (TUF 3.2, consistent snapshots): {@code 7.snapshot.json}. */
  public String fileName(long version) {
    return this == TIMESTAMP ? "timestamp.json" : version + "." + text + ".json";
  }

  /** Its name in metadata and in a {@link MetadataStore}: {@code snapshot}. */
  @Override
  public String toString() {
    return text;
  }
}
