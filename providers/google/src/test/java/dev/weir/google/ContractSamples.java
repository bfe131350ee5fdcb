package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Part;
import dev.weir.testkit.WireSamples;
import java.util.List;

/** How Gemini writes things, on either service. */
final class ContractSamples {

    private static final String USAGE = "{'promptTokenCount': 3,'candidatesTokenCount': 4,'totalTokenCount': 7}";
    private static final String IDENTITY = "'modelVersion': 'gemini-2.5-flash','responseId': 'r1'}";

    private ContractSamples() {}

    private static String document(String parts, String rest, String usage) {
        return Wire.json("{'candidates': [{'content': {'parts': [" + parts + "],'role': 'model'}" + rest
                + ",'index': 0}],'usageMetadata': " + usage + "," + IDENTITY);
    }

    private static String event(String document) {
        return "data: " + Wire.json(document) + "\r\n\r\n";
    }

    private static String text(String piece, int count) {
        return event(document(
                "{'text': '" + piece + "'}", "", "{'promptTokenCount': 3,'candidatesTokenCount': " + count + "}"));
    }

    static WireSamples create() {
        String stop = ",'finishReason': 'STOP'";
        String first = "{'functionCall': {'name': 'weather','args': {'city': 'Rome'}},'thoughtSignature': 'CiQB'}";
        String second = "{'functionCall': {'name': 'time','args': {}}}";
        return WireSamples.of("gemini-2.5-flash")
                .text(text("Hel", 1), "Hel")
                .text(text("lo, wörld", 2), "lo, wörld")
                .text(text(" 🌍!", 3), " 🌍!")
                .event(event(document("{'text': ''}", stop, USAGE)))
                .call(document("{'text': 'Hello, wörld 🌍!'}", stop, USAGE))
                .toolCalls(
                        List.of(
                                event(document(first, "", "{'promptTokenCount': 3}"))
                                        .getBytes(UTF_8),
                                event(document(second, stop, USAGE)).getBytes(UTF_8)),
                        document(first + "," + second, stop, USAGE),
                        new Part.ToolCall(null, "weather", Wire.json("{'city': 'Rome'}")),
                        new Part.ToolCall(null, "time", "{}"))
                .error(message -> Wire.json("{'error': {'message': '" + message + "','details': []}}"))
                .errorUnder200(message -> Wire.json("{'error': {'code': 500,'message': '" + message + "'}}"))
                .errorEvent(event("{'error': {'code': 503,'message': 'busy','status': 'UNAVAILABLE'}}")
                        .getBytes(UTF_8))
                .unknownEvent(event("{'novelty': {'a': [1,null]}}").getBytes(UTF_8))
                .endedByBody();
    }
}
