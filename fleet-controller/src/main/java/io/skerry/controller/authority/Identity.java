package io.skerry.controller.authority;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import java.util.Arrays;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Whom a certificate names: the subject {@code CN={name}, OU={role}, O={fleet}}.
 *
 * @param name matches {@code [a-z0-9_-]{1,64}}
 */
public record Identity(String name, Role role, FleetId fleet) {
  private static final int PARTS = 3;

  public Identity {
    // A device id is one topic segment, which is what any name here must be.
    name = new DeviceId(name).value();
  }

  /** The identity of this subject; empty if it has another form. */
  public static Optional<Identity> of(X500Principal subject) {
    X500Name name = X500Name.getInstance(subject.getEncoded());
    try {
      if (name.getRDNs().length != PARTS) {
        return Optional.empty();
      }
      String unit = value(name, BCStyle.OU);
      return Arrays.stream(Role.values())
          .filter(role -> role.unit().equals(unit))
          .findFirst()
          .map(
              role ->
                  new Identity(value(name, BCStyle.CN), role, new FleetId(value(name, BCStyle.O))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether no device may bear this name: as its MQTT client id it would take over the session of
   * the controller or of an integrator.
   */
  public static boolean reserved(String device) {
    return device.equals("controller")
        || device.startsWith("controller-")
        || device.startsWith("integrator-");
  }

  X500Name toName() {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, fleet.value())
        .addRDN(BCStyle.OU, role.unit())
        .addRDN(BCStyle.CN, name)
        .build();
  }

  static String value(X500Name name, ASN1ObjectIdentifier type) {
    RDN[] found = name.getRDNs(type);
    if (found.length != 1 || found[0].isMultiValued()) {
      throw new IllegalArgumentException("subject: expected one of each of CN, OU and O");
    }
    return IETFUtils.valueToString(found[0].getFirst().getValue());
  }
}
