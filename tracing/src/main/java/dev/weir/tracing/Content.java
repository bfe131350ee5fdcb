package dev.weir.tracing;

import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.Tool;
import java.util.List;
import java.util.Objects;

/**
 * What was said in one operation.
 *
 * @param operation the operation in telemetry: {@code chat}, {@code generate_content}, {@code invoke_agent},
 *     {@code invoke_workflow}, {@code execute_tool} or {@code retrieval}
 * @param systemInstructions instructions that the request carries apart from its messages
 * @param input the messages of the request; of a tool's execution, one message with the call; of a ranking, one message
 *     whose first part is the query and whose others are the documents
 * @param output what was answered so far, one element per choice; of an agent's run, the answer of its last model call; of a
 *     workflow's run, the last response it emitted; of a tool's execution, one choice with the result; of a ranking, nothing
 * @param tools the tools that were offered
 */
public record Content(
        String operation,
        List<Part> systemInstructions,
        List<Message> input,
        List<Response.Choice> output,
        List<Tool> tools) {

    /** Copies the lists. */
    public Content {
        Objects.requireNonNull(operation, "operation");
        systemInstructions = List.copyOf(systemInstructions);
        input = List.copyOf(input);
        output = List.copyOf(output);
        tools = List.copyOf(tools);
    }

    /** Returns this content with other instructions. */
    public Content systemInstructions(List<Part> others) {
        return new Content(operation, others, input, output, tools);
    }

    /** Returns this content with other messages of the request. */
    public Content input(List<Message> others) {
        return new Content(operation, systemInstructions, others, output, tools);
    }

    /** Returns this content with other answers. */
    public Content output(List<Response.Choice> others) {
        return new Content(operation, systemInstructions, input, others, tools);
    }

    /** Tells how much there is, not what. */
    @Override
    public String toString() {
        return "Content[" + operation + ", " + systemInstructions.size() + " system parts, " + input.size()
                + " messages, " + output.size() + " choices, " + tools.size() + " tools]";
    }
}
