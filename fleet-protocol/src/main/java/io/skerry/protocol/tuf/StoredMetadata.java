package io.skerry.protocol.tuf;

import java.util.Optional;

/**
 * What was last verified, whatever has expired since: enough to go on running what runs and to
 * report, never enough to activate a release.
 *
 * @param targets empty before the first update, and after root has replaced the publishers' keys
 * @param floors the highest seen
 */
public record StoredMetadata(Signed<Root> root, Optional<Signed<Targets>> targets, Floors floors) {}
