package dev.weir.tracing.cost;

import dev.weir.Message;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Tool;
import java.util.List;

/** Guesses how many tokens a request is. Images and the like are not counted. */
final class PromptSize {

    private PromptSize() {}

    static double of(Operation operation, TokenEstimator estimator) {
        if (operation instanceof Operation.Inference inference) {
            return of(inference.request(), estimator);
        }
        if (operation instanceof Operation.Embedding embedding) {
            return texts(embedding.request().inputs(), estimator);
        }
        return operation instanceof Operation.Rerank rerank
                ? estimator.tokens(rerank.request().query())
                        + texts(rerank.request().documents(), estimator)
                : 0;
    }

    private static double texts(List<String> texts, TokenEstimator estimator) {
        double sum = 0;
        for (String text : texts) {
            sum += estimator.tokens(text);
        }
        return sum;
    }

    private static double of(Request request, TokenEstimator estimator) {
        double sum = parts(request.system(), estimator);
        for (Message message : request.messages()) {
            sum += parts(message.parts(), estimator);
        }
        for (Tool tool : request.tools()) {
            String json = tool.json();
            sum += json == null ? 0 : estimator.tokens(json);
        }
        return sum;
    }

    private static double parts(List<Part> parts, TokenEstimator estimator) {
        double sum = 0;
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                sum += estimator.tokens(text.text());
            } else if (part instanceof Part.Thinking thinking) {
                sum += estimator.tokens(thinking.text());
            } else if (part instanceof Part.ToolCall call) {
                sum += estimator.tokens(call.arguments());
            } else if (part instanceof Part.ToolResult result) {
                sum += parts(result.content(), estimator);
            }
        }
        return sum;
    }
}
