package io.skerry.agent.standalone;

import io.skerry.agent.model.Resident;

/** A file and the model from it, held once by the slot that it stands in. */
record FileModel(FileSource source, Resident resident) {
  static FileModel of(FileSource source, FolderRuntime runtime) {
    return new FileModel(source, runtime.residency().add(source));
  }

  /** Whether sequences go on in it, or may have begun just now. */
  boolean sequencing() {
    return source.stateful() && resident.busy();
  }
}
