package io.skerry.agent.text;

import java.nio.file.Path;

/**
 * Where the tokenizer's native library is unpacked, and that it asks nobody for anything. Settled
 * before its first use; loads nothing itself. Thread-safe.
 *
 * @param folder a folder of our own, made when it is needed
 */
public record TokenizerLibrary(Path folder) {
  /** Tells the library, which reads these properties as it is loaded. */
  void settle() {
    System.setProperty("DJL_CACHE_DIR", folder.toString());
    System.setProperty("ENGINE_CACHE_DIR", folder.toString());
    System.setProperty("ai.djl.offline", "true"); // nothing is downloaded
    System.setProperty("RUST_FLAVOR", "cpu"); // it looks for no GPU
    System.setProperty("OPT_OUT_TRACKING", "true"); // else it tells its maker that it runs
  }
}
