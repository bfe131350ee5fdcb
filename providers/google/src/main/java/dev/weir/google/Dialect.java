package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The two services that speak Gemini's protocol, which differ in paths and in some fields. */
enum Dialect {
    /** The Gemini API, formerly Generative Language. */
    GEMINI,
    /** Vertex AI. */
    VERTEX;

    private static final String UNRESERVED = "-._~:@/";

    /** Returns the path of a model below the base URL; an id with a slash says itself where it is. */
    String modelPath(String model) {
        String place = model.indexOf('/') >= 0 ? "/" : this == GEMINI ? "/models/" : "/publishers/google/models/";
        return place + escape(model.startsWith("/") ? model.substring(1) : model);
    }

    /** Returns the resource name of a model, as request bodies name it. */
    String resourceName(String model) {
        return model.indexOf('/') >= 0 ? model : "models/" + model;
    }

    private static String escape(String model) {
        StringBuilder path = new StringBuilder(model.length());
        for (byte b : model.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || UNRESERVED.indexOf(c) >= 0) {
                path.append(c);
            } else {
                path.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                path.append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
            }
        }
        return path.toString();
    }
}
