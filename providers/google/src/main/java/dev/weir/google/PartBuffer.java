package dev.weir.google;

import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * One <a href="https://ai.google.dev/api/caching#Part">part</a> as read from the wire; reused for every event. A part is
 * kept until its candidate was read, because the candidate's index and the part's own marks may come last.
 */
final class PartBuffer {

    /** What a part holds. */
    enum Kind {
        TEXT,
        FUNCTION_CALL,
        MEDIA,
        OTHER
    }

    Kind kind = Kind.TEXT;

    @Nullable
    String text;

    boolean thought;

    @Nullable
    String signature;

    @Nullable
    String callId;

    @Nullable
    String callName;

    @Nullable
    String arguments;

    @Nullable
    String partialArguments;

    boolean willContinue;

    @Nullable
    String mimeType;

    @Nullable
    String data;

    String otherType = "";
    String otherJson = "";
    private @Nullable JsonWriter siblings;

    void read(JsonReader reader) {
        clear();
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("text")) {
                text = reader.stringOrNull();
            } else if (reader.nameIs("thought")) {
                thought = Boolean.TRUE.equals(reader.booleanOrNull());
            } else if (reader.nameIs("thoughtSignature")) {
                signature = reader.stringOrNull();
            } else if (reader.nameIs("functionCall") && reader.isObject()) {
                kind = Kind.FUNCTION_CALL;
                call(reader);
            } else if (reader.nameIs("inlineData") && reader.isObject()) {
                kind = Kind.MEDIA;
                media(reader);
            } else {
                other(reader);
            }
        }
        if (kind == Kind.OTHER) {
            finishOther();
        }
    }

    private void clear() {
        kind = Kind.TEXT;
        text = null;
        thought = false;
        signature = null;
        siblings = null;
    }

    private void call(JsonReader reader) {
        callId = null;
        callName = null;
        arguments = null;
        partialArguments = null;
        willContinue = false;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("name")) {
                callName = reader.stringOrNull();
            } else if (reader.nameIs("args")) {
                arguments = reader.nextNull() ? null : reader.raw();
            } else if (reader.nameIs("id")) {
                callId = reader.stringOrNull();
            } else if (reader.nameIs("partialArgs") && reader.isArray()) {
                partialArguments = reader.raw();
            } else if (reader.nameIs("willContinue")) {
                willContinue = Boolean.TRUE.equals(reader.booleanOrNull());
            } else {
                reader.skip();
            }
        }
    }

    private void media(JsonReader reader) {
        mimeType = null;
        data = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("mimeType")) {
                mimeType = reader.stringOrNull();
            } else if (reader.nameIs("data")) {
                data = reader.stringOrNull();
            } else {
                reader.skip();
            }
        }
    }

    private void other(JsonReader reader) {
        String name = reader.name();
        String value = reader.raw();
        if (siblings == null) {
            siblings = new JsonWriter(value.length() + 64).beginObject();
        }
        siblings.name(name).raw(value);
        boolean accompanies = name.equals("videoMetadata") || name.equals("mediaResolution") || value.equals("null");
        if (kind == Kind.TEXT && !accompanies && !name.equals("partMetadata")) {
            kind = Kind.OTHER;
            otherType = name;
        }
    }

    /** Puts the object together again, with the fields that were read for themselves. */
    private void finishOther() {
        JsonWriter whole = siblings == null ? new JsonWriter().beginObject() : siblings;
        if (text != null) {
            whole.name("text").value(text);
        }
        if (thought) {
            whole.name("thought").value(true);
        }
        if (signature != null) {
            whole.name("thoughtSignature").value(signature);
        }
        otherJson = whole.endObject().toString();
    }
}
