package dev.weir.local;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * A fresh certificate for {@code localhost} and 127.0.0.1. Written out by hand because the JDK makes none without internal
 * classes and Netty's test certificates bring Bouncy Castle along.
 */
record SelfSigned(PrivateKey key, X509Certificate certificate) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    /** ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
    private static final byte[] ECDSA_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};
    /** commonName, 2.5.4.3. */
    private static final byte[] COMMON_NAME = {0x55, 4, 3};
    /** subjectAltName, 2.5.29.17. */
    private static final byte[] ALTERNATIVE_NAME = {0x55, 0x1d, 17};

    private static final int SEQUENCE = 0x30;
    private static final int OID = 0x06;
    private static final int OCTETS = 0x04;

    /** Generates a key pair and its certificate; takes some milliseconds of random numbers, so keep it off event loops. */
    static SelfSigned create() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] algorithm = der(SEQUENCE, der(OID, ECDSA_SHA256));
        byte[] name = der(
                SEQUENCE, der(0x31, der(SEQUENCE, der(OID, COMMON_NAME), der(0x0c, "localhost".getBytes(US_ASCII)))));
        Instant now = Instant.now();
        byte[] validity = der(SEQUENCE, time(now.minus(1, ChronoUnit.DAYS)), time(now.plus(365, ChronoUnit.DAYS)));
        byte[] names = der(SEQUENCE, der(0x82, "localhost".getBytes(US_ASCII)), der(0x87, new byte[] {127, 0, 0, 1}));
        byte[] extensions = der(0xa3, der(SEQUENCE, der(SEQUENCE, der(OID, ALTERNATIVE_NAME), der(OCTETS, names))));
        byte[] serial =
                new BigInteger(63, new SecureRandom()).add(BigInteger.ONE).toByteArray();
        byte[] body = der(
                SEQUENCE,
                der(0xa0, der(0x02, new byte[] {2})),
                der(0x02, serial),
                algorithm,
                name,
                validity,
                name,
                pair.getPublic().getEncoded(),
                extensions);
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(pair.getPrivate());
        signer.update(body);
        byte[] certificate = der(SEQUENCE, body, algorithm, der(0x03, new byte[] {0}, signer.sign()));
        return new SelfSigned(pair.getPrivate(), (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate)));
    }

    private static byte[] time(Instant instant) {
        return der(0x18, TIME.format(instant).getBytes(US_ASCII));
    }

    /** Writes one DER value: tag, length, contents. */
    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            joined.writeBytes(content);
        }
        int length = joined.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] size = BigInteger.valueOf(length).toByteArray();
            int skip = size[0] == 0 ? 1 : 0;
            out.write(0x80 | size.length - skip);
            out.write(size, skip, size.length - skip);
        }
        out.writeBytes(joined.toByteArray());
        return out.toByteArray();
    }
}
