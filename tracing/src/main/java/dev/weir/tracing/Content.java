package dev.weir.tracing;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.Tool;
import java.util.List;

/**
 * What was said in one model call.
 *
 * @param systemInstructions instructions that the request carries apart from its messages
 * @param input the messages of the request
 * @param output what the model answered so far, one element per choice
 * @param tools the tools that were offered
 */
public record Content(
        List<Part> systemInstructions, List<Message> input, List<Response.Choice> output, List<Tool> tools) {

    /** Copies the lists. */
    public Content {
        systemInstructions = List.copyOf(systemInstructions);
        input = List.copyOf(input);
        output = List.copyOf(output);
        tools = List.copyOf(tools);
    }

    /** Tells how much there is, not what. */
    @Override
    public String toString() {
        return "Content[" + systemInstructions.size() + " system parts, " + input.size() + " messages, " + output.size()
                + " choices, " + tools.size() + " tools]";
    }
}
