package dev.weir.tracing.conformance;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types of spans that the conventions know, under one name for all generations. */
public enum SpanType {
    INFERENCE("inference", true, "gen_ai.request.model", "chat", "generate_content", "text_completion"),
    EMBEDDINGS("embeddings", true, "gen_ai.request.model", "embeddings"),
    RETRIEVAL("retrieval", true, "gen_ai.data_source.id", "retrieval"),
    FETCH_RESPONSE("fetch_response", true, null, "fetch_response"),
    MEMORY(
            "memory",
            true,
            null,
            "create_memory_store",
            "delete_memory_store",
            "create_memory",
            "update_memory",
            "upsert_memory",
            "search_memory",
            "delete_memory"),
    CREATE_AGENT("create_agent", true, "gen_ai.agent.name", "create_agent"),
    INVOKE_REMOTE_AGENT("invoke_agent", true, "gen_ai.agent.name", "invoke_agent"),
    INVOKE_AGENT("invoke_agent", false, "gen_ai.agent.name", "invoke_agent"),
    EXECUTE_TOOL("execute_tool", false, "gen_ai.tool.name", "execute_tool"),
    INVOKE_WORKFLOW("invoke_workflow", false, "gen_ai.workflow.name", "invoke_workflow"),
    PLAN("plan", false, "gen_ai.agent.name", "plan");

    private final String label;
    private final boolean client;
    private final @Nullable String key;
    private final Set<String> operations;

    SpanType(String label, boolean client, @Nullable String key, String... operations) {
        this.label = label;
        this.client = client;
        this.key = key;
        this.operations = Set.of(operations);
    }

    /** Returns the type of a span, null if it has none. */
    static @Nullable SpanType of(Exported.Span span) {
        if (span.operation().equals("invoke_agent")) {
            return span.kind().equals("CLIENT") ? INVOKE_REMOTE_AGENT : INVOKE_AGENT;
        }
        for (SpanType type : values()) {
            if (type.operations.contains(span.operation())) {
                return type;
            }
        }
        return null;
    }

    /** Returns the type that a generation of the registry calls so, null for types of other domains. */
    static @Nullable SpanType named(String registryName) {
        for (SpanType type : values()) {
            String side = type.client ? ".client" : ".internal";
            if (registryName.equals("gen_ai." + type.label + side)
                    || (type.client && registryName.equals("gen_ai.client." + type.label))) {
                return type;
            }
        }
        return null;
    }

    boolean hasOperation(String operation) {
        return operations.contains(operation);
    }

    String kind() {
        return client ? "CLIENT" : "INTERNAL";
    }

    /** Returns the name that such a span must have. */
    String expectedName(Exported.Span span) {
        String subject = key == null ? null : span.text(key);
        return subject == null ? span.operation() : span.operation() + " " + subject;
    }

    @Override
    public String toString() {
        return label + (this == INVOKE_REMOTE_AGENT ? " (remote)" : "");
    }
}
