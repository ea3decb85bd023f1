package io.skerry.agent.enrol;

import java.security.KeyPair;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/** A device's end of mutual TLS, for tests of other packages. */
public final class TestMember {
  private TestMember() {}

  /** Trusts one authority and holds a certificate of another, usually the same. */
  public static Supplier<SSLSocketFactory> tls(TestAuthority trusted, TestAuthority issuer)
      throws Exception {
    KeyPair keys = TestAuthority.pair();
    DeviceKeys device = new DeviceKeys(keys, keys);
    String certificate =
        issuer.issueFor(device.request(new io.skerry.protocol.id.DeviceId("door-1")));
    return new Tls(keys.getPrivate(), Certificates.parse(certificate), trusted.certificate());
  }
}
