package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4 written down from its published description, independent of AWS's signer: what a server computes.
 */
record ReferenceSignature(String secret, String region, String service) {

    /** Returns the signature of a request whose {@code signed} headers are exactly those given. */
    String sign(String method, String rawPath, Map<String, String> signed, byte[] body) {
        TreeMap<String, String> headers = new TreeMap<>();
        signed.forEach((name, value) ->
                headers.put(name.toLowerCase(Locale.ROOT), value.trim().replaceAll("\\s+", " ")));
        String date = headers.get("x-amz-date");
        StringBuilder canonical = new StringBuilder(method + "\n" + encodedAgain(rawPath) + "\n\n");
        headers.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        canonical
                .append('\n')
                .append(String.join(";", headers.keySet()))
                .append('\n')
                .append(hash(body));
        String day = date.substring(0, 8);
        String scope = day + "/" + region + "/" + service + "/aws4_request";
        String text = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
                + hash(canonical.toString().getBytes(UTF_8));
        byte[] key = hmac(("AWS4" + secret).getBytes(UTF_8), day);
        key = hmac(hmac(hmac(key, region), service), "aws4_request");
        return HexFormat.of().formatHex(hmac(key, text));
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encodedAgain(String rawPath) {
        StringBuilder out = new StringBuilder();
        for (byte b : rawPath.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = Character.isLetterOrDigit(c) && c < 0x80 || "-._~/".indexOf(c) >= 0;
            out.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
