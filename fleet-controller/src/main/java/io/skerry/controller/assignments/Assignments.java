package io.skerry.controller.assignments;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desired state of every device, and the newest assignment that carries it. Each change signs
 * the next version in the caller's transaction; {@link AssignmentPublisher} sends what is
 * committed. Who changes it has asked the catalogue before whether the release may be run.
 * Thread-safe.
 */
public final class Assignments {
  private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);

  private final AssignmentSigner signer;

  public Assignments(AssignmentSigner signer) {
    this.signer = signer;
  }

  /** What the device should run, by model. */
  public List<Desired> desired(Handle handle, DeviceId device) {
    return handle
        .createQuery(
            "SELECT release, parameters FROM desired WHERE device = :device ORDER BY model")
        .bind("device", device.value())
        .map((row, context) -> desired(row.getString("release"), row.getString("parameters")))
        .list();
  }

  /** What the device should run of this model. */
  public Optional<Desired> desired(Handle handle, DeviceId device, ModelName model) {
    return desired(handle, device).stream()
        .filter(wanted -> wanted.release().model().equals(model))
        .findFirst();
  }

  /** The devices that have as many models as one may, without this one. */
  public Set<DeviceId> full(Handle handle, ModelName model) {
    return handle
        .createQuery(
            "SELECT device FROM desired WHERE model <> :model"
                + " GROUP BY device HAVING count(*) >= :limit")
        .bind("model", model.toString())
        .bind("limit", Assignment.MAX_DESIRED)
        .map((row, context) -> new DeviceId(row.getString("device")))
        .set();
  }

  /** The newest assignment's version; 0 before the first. */
  public long version(Handle handle, DeviceId device) {
    return handle
        .createQuery("SELECT version FROM assignment WHERE device = :device")
        .bind("device", device.value())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /** Sets what the device runs of one model, and returns the assignment's version. */
  public long set(Handle handle, DeviceId device, Desired desired) {
    handle.execute(
        "INSERT INTO desired (device, model, release, parameters) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (device, model) DO UPDATE"
            + " SET release = excluded.release, parameters = excluded.parameters",
        device.value(),
        desired.release().model().toString(),
        desired.release().toString(),
        new String(Json.write(desired.parameters()), StandardCharsets.UTF_8));
    return sign(handle, device);
  }

  /** Lets the device run nothing of this model, and returns the assignment's version. */
  public long remove(Handle handle, DeviceId device, ModelName model) {
    handle.execute(
        "DELETE FROM desired WHERE device = ? AND model = ?", device.value(), model.toString());
    return sign(handle, device);
  }

  /**
   * Signs the next version of this device's assignment. Past the highest it begins anew with 1:
   * only a thief of the keys or a device that lies comes that far.
   *
   * @throws IllegalStateException if the device is not enrolled
   */
  long sign(Handle handle, DeviceId device) {
    Sha256 certificate = certificate(handle, device);
    long newest = Math.max(version(handle, device), followed(handle, device));
    long next = newest < Assignment.MAX_VERSION ? newest + 1 : 1;
    AssignmentSigner.SignedAssignment signed =
        signer.sign(device, certificate, next, desired(handle, device));
    handle.execute(
        "INSERT INTO assignment (device, version, certificate, expires, envelope) VALUES"
            + " (?, ?, ?, ?, ?) ON CONFLICT (device) DO UPDATE SET version = excluded.version,"
            + " certificate = excluded.certificate, expires = excluded.expires,"
            + " envelope = excluded.envelope, published = NULL",
        device.value(),
        next,
        certificate.hex(),
        signed.assignment().expires().toString(),
        signed.envelope().toArray());
    return next;
  }

  /**
   * Signs again what expires in less than half its time, or was made for a certificate that the
   * device no longer has; at most {@code limit} of them.
   *
   * @return how many
   */
  int renew(Handle handle, int limit) {
    Instant soon = signer.now().plus(AssignmentSigner.VALIDITY.dividedBy(2));
    List<DeviceId> due =
        handle
            .createQuery(
                "SELECT a.device FROM assignment a JOIN device_identity i ON i.device = a.device"
                    + " WHERE a.expires < :soon OR a.certificate <> i.certificate LIMIT :limit")
            .bind("soon", soon.toString())
            .bind("limit", limit)
            .map((row, context) -> new DeviceId(row.getString("device")))
            .list();
    due.forEach(device -> sign(handle, device));
    return due.size();
  }

  /**
   * Signs anew what devices do not follow because they follow a higher version, which this
   * controller does not know: from before its database was restored, or from a thief of its keys.
   * The highest version of all can't be overtaken.
   *
   * @return how many, at most {@code limit}
   */
  int overtake(Handle handle, int limit) {
    List<DeviceId> ahead =
        handle
            .createQuery(
                "SELECT a.device FROM assignment a JOIN device d ON d.device = a.device"
                    + " JOIN device_identity i ON i.certificate = d.certificate"
                    + " WHERE d.follows > a.version AND d.follows < :max LIMIT :limit")
            .bind("max", Assignment.MAX_VERSION)
            .bind("limit", limit)
            .map((row, context) -> new DeviceId(row.getString("device")))
            .list();
    for (DeviceId device : ahead) {
      LOG.warn(
          "{} follows assignment {}, this controller's newest is {}: signing a newer one",
          device,
          followed(handle, device),
          version(handle, device));
      sign(handle, device);
    }
    return ahead.size();
  }

  /** What the device says that it follows, under its present certificate. */
  private static long followed(Handle handle, DeviceId device) {
    return handle
        .createQuery(
            "SELECT follows FROM device JOIN device_identity USING (device, certificate)"
                + " WHERE device = :device")
        .bind("device", device.value())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  private static Sha256 certificate(Handle handle, DeviceId device) {
    return handle
        .createQuery("SELECT certificate FROM device_identity WHERE device = :device")
        .bind("device", device.value())
        .mapTo(String.class)
        .findOne()
        .map(Sha256::new)
        .orElseThrow(() -> new IllegalStateException("device " + device + " is not enrolled"));
  }

  private static Desired desired(String release, String parameters) {
    String json = "{\"release\":\"" + release + "\",\"parameters\":" + parameters + "}";
    try {
      return Json.read(json.getBytes(StandardCharsets.UTF_8), Desired.class);
    } catch (FormatException e) {
      throw new IllegalStateException("desired state that we stored", e);
    }
  }
}
