package io.skerry.protocol.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.X509EncodedKeySpec;

/** The curve P-256 (secp256r1), and the check that a key is a point of it. */
final class P256 {
  static final String ALGORITHM = "SHA256withECDSA";
  private static final ECParameterSpec CURVE = curve();

  private P256() {}

  static ECPublicKey decode(byte[] subjectPublicKeyInfo) {
    try {
      PublicKey key =
          KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
      if (!(key instanceof ECPublicKey ec) || !onCurve(ec)) {
        throw new IllegalArgumentException("P-256 key: expected a point of the curve P-256");
      }
      return ec;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("P-256 key: expected an elliptic curve key in DER", e);
    }
  }

  static String point(ECPublicKey key) {
    return key.getW().getAffineX().toString(16) + "," + key.getW().getAffineY().toString(16);
  }

  private static boolean onCurve(ECPublicKey key) {
    if (!key.getParams().getCurve().equals(CURVE.getCurve())
        || !key.getParams().getGenerator().equals(CURVE.getGenerator())
        || key.getW().equals(ECPoint.POINT_INFINITY)) {
      return false;
    }
    BigInteger p = ((ECFieldFp) CURVE.getCurve().getField()).getP();
    BigInteger x = key.getW().getAffineX();
    BigInteger y = key.getW().getAffineY();
    BigInteger right =
        x.multiply(x).add(CURVE.getCurve().getA()).multiply(x).add(CURVE.getCurve().getB()).mod(p);
    return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
  }

  private static ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }
}
