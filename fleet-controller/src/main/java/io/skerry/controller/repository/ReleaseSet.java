package io.skerry.controller.repository;

import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.manifest.Blob;
import java.util.List;
import java.util.Map;

/**
 * What a targets metadata file stands for: its releases' manifests in their exact bytes, and every
 * blob that they are made of.
 *
 * @param blobs each once
 * @param missing what is not here
 */
record ReleaseSet(Map<ReleaseId, Bytes> manifests, Map<Sha256, Blob> blobs, List<String> missing) {
  ReleaseSet {
    manifests = Map.copyOf(manifests);
    blobs = Map.copyOf(blobs);
    missing = List.copyOf(missing);
  }
}
