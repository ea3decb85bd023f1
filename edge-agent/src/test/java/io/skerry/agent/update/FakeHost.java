package io.skerry.agent.update;

import io.skerry.agent.release.Faults;
import io.skerry.agent.release.ReleaseException;
import io.skerry.agent.release.ReleaseHost;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Assignment.Desired;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A host that runs nothing, and remembers what it was asked to run. */
final class FakeHost implements ReleaseHost {
  final Map<ModelName, Desired> running = new HashMap<>();
  final Map<ModelName, String> faults = new HashMap<>();
  final Set<String> unprovable = new HashSet<>();
  final List<String> log = new ArrayList<>();
  final List<String> variants = new ArrayList<>();
  Runnable onPrepare = () -> {};

  @Override
  public Candidate prepare(
      Manifest manifest, Optional<String> variant, Map<String, String> parameters, BlobFiles blobs)
      throws ReleaseException {
    onPrepare.run();
    String release = manifest.release().toString();
    log.add("prepare " + release);
    variant.ifPresent(variants::add);
    if (unprovable.contains(release)) {
      throw Faults.content("golden sample one: largest difference 0.5, tolerance 0.001");
    }
    return new Candidate() {
      @Override
      public void activate() {
        log.add("activate " + release);
        running.put(manifest.release().model(), new Desired(manifest.release(), parameters));
        faults.remove(manifest.release().model());
      }

      @Override
      public Optional<String> variant() {
        return variant;
      }

      @Override
      public String detail() {
        return "1 golden sample";
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  @Override
  public void retire(ModelName name) {
    log.add("retire " + name);
    running.remove(name);
  }

  @Override
  public Optional<String> fault(ModelName name) {
    return Optional.ofNullable(faults.get(name));
  }

  String runs(String model) {
    Desired desired = running.get(ModelName.parse(model));
    return desired == null ? "nothing" : desired.release().version().toString();
  }
}
