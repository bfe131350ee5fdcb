package dev.weir.tracing;

import dev.weir.Part;
import dev.weir.Response;
import java.util.List;

/** Tells how much was said, without saying what. */
final class ContentSizes {

    private ContentSizes() {}

    /** Returns the characters of text among parts. */
    static long of(List<Part> parts) {
        long length = 0;
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                length += text.text().length();
            } else if (part instanceof Part.Refusal refusal) {
                length += refusal.text().length();
            }
        }
        return length;
    }

    /** Returns the characters of text in all choices. */
    static long ofAnswer(List<Response.Choice> choices) {
        long length = 0;
        for (Response.Choice choice : choices) {
            length += of(choice.message().parts());
        }
        return length;
    }
}
