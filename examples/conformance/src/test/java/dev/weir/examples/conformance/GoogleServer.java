package dev.weir.examples.conformance;

import static dev.weir.examples.conformance.Ask.json;

import dev.weir.local.Reply;

/** Gemini. */
final class GoogleServer {

    private static final String USAGE = "'usageMetadata':{'promptTokenCount':31,'cachedContentTokenCount':8,"
            + "'candidatesTokenCount':11,'thoughtsTokenCount':6,'totalTokenCount':48,"
            + "'promptTokensDetails':[{'modality':'TEXT','tokenCount':21},{'modality':'IMAGE','tokenCount':6},"
            + "{'modality':'AUDIO','tokenCount':4}],"
            + "'cacheTokensDetails':[{'modality':'TEXT','tokenCount':5},{'modality':'IMAGE','tokenCount':2},"
            + "{'modality':'AUDIO','tokenCount':1}],"
            + "'candidatesTokensDetails':[{'modality':'TEXT','tokenCount':11}]}";
    private static final String IDENTITY = "'modelVersion':'served-gemini','responseId':'r1'";

    private GoogleServer() {}

    static Reply answer(Ask ask) {
        if (ask.isToFail()) {
            return Reply.json(json("{'error':{'code':503,'message':'Busy','status':'UNAVAILABLE'}}"))
                    .status(503);
        }
        if (ask.path().contains("mbedContent")) {
            return Reply.json(json("{'embeddings':[{'values':[0.25,-0.5,0.125]}],'usageMetadata':"
                    + "{'promptTokenCount':5,'promptTokenDetails':[{'modality':'TEXT','tokenCount':5}]}}"));
        }
        if (ask.path().contains("streamGenerateContent")) {
            return stream(ask);
        }
        String part = ask.wantsTool("functionResponse")
                ? "{'functionCall':{'name':'get_weather','args':{'city':'Oslo'}}}"
                : "{'text':'" + ask.text() + "'}";
        boolean two = ask.has("\"candidateCount\":2");
        return Reply.json(json("{'candidates':[" + candidate(0, part) + (two ? "," + candidate(1, part) : "") + "],"
                + USAGE + "," + IDENTITY + "}"));
    }

    private static String candidate(int index, String part) {
        return "{'content':{'role':'model','parts':[" + part + "]},'finishReason':'STOP','index':" + index + "}";
    }

    private static Reply stream(Ask ask) {
        String first = event("{'candidates':[{'content':{'role':'model','parts':[{'text':'Rivers...','thought':true}]},"
                + "'index':0}],'usageMetadata':{'promptTokenCount':31}," + IDENTITY + "}");
        if (ask.isToBreakOff()) {
            return Reply.sse(first);
        }
        return Reply.sse(
                first,
                event("{'candidates':[{'content':{'role':'model','parts':[{'text':'The '}]},'index':0}]," + IDENTITY
                        + "}"),
                event("{'candidates':[" + candidate(0, "{'text':'Nile.'}") + "]," + USAGE + "," + IDENTITY + "}"));
    }

    private static String event(String data) {
        return "data: " + json(data) + "\r\n\r\n";
    }
}
