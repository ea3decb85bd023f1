package io.skerry.packager.repository;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.release.ReleaseFolder;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import java.io.IOException;
import java.util.Optional;

/** A model is signed only if it is proven, or its manifest says why it isn't. */
final class ProofRule {
  private ProofRule() {}

  /**
   * The bytes to sign: the release's own, or with the reason written in.
   *
   * @throws Failure REFUSED for an unproven model without a reason; MISUSE for a reason where none
   *     is needed
   */
  static byte[] signable(ReleaseFolder release, Optional<String> unproven)
      throws IOException, Failure, FormatException {
    Manifest manifest = release.manifest();
    boolean needsProof = manifest.content() instanceof ModelContent;
    boolean proven = release.proof().isPresent();
    if (needsProof && !proven && unproven.isEmpty() && manifest.unproven().isEmpty()) {
      throw Failure.refused(
          manifest.release()
              + ": not proven, or changed since; run 'packager prove', or give --unproven REASON");
    }
    if (unproven.isEmpty()) {
      return release.manifestBytes();
    }
    if (!needsProof || proven || unproven.get().isBlank()) {
      throw Failure.misuse(
          needsProof && !proven
              ? "--unproven: expected a reason"
              : manifest.release() + ": has nothing left to prove; leave out --unproven");
    }
    return new Manifest(
            manifest.schema(),
            manifest.release(),
            manifest.card(),
            manifest.parameters(),
            manifest.content(),
            unproven)
        .toBytes();
  }
}
