package dev.weir.examples.conformance;

import dev.weir.local.ReceivedRequest;

/** What a scripted server understands of a request. */
record Ask(String path, String body) {

    static final String FAIL = "Please fail";
    static final String CUT = "Please break off";
    static final String HOLD = "Please never end";

    static Ask of(ReceivedRequest request) {
        return new Ask(request.path(), request.bodyText());
    }

    boolean has(String text) {
        return body.contains(text);
    }

    boolean isStreamed() {
        return has("\"stream\":true");
    }

    boolean isToFail() {
        return has(FAIL);
    }

    boolean isToHold() {
        return has(HOLD);
    }

    boolean isToBreakOff() {
        return has(CUT) || has(HOLD);
    }

    /** Returns whether the answer is to ask for the tool: it is offered and has not run yet. */
    boolean wantsTool(String resultMark) {
        return has("get_weather") && !has(resultMark);
    }

    /** Returns the answer, ready to stand in single quotes. */
    String text() {
        return has("additionalProperties") || has("\\\"author\\\"") || has("\"author\"")
                ? "{\\'title\\':\\'Danubia\\',\\'author\\':\\'Winder\\'}"
                : "Danubia, by Winder.";
    }

    /** Turns the single quotes of a document into double ones. */
    static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
