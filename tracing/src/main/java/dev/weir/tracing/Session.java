package dev.weir.tracing;

import dev.weir.InvalidRequestException;
import io.opentelemetry.context.ImplicitContextKeyed;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Several traces that belong together, for example all requests of one visit. Put into the Reactor Context, it appears on
 * every span upstream as {@code session.id}, whatever threads they run on. A session within another wins and keeps the
 * outer one's id as {@code weir.session.parent_id}. Immutable; every setter returns a copy.
 *
 * <pre>{@code model.call(request).contextWrite(Session.of("user-123"))}</pre>
 *
 * <p>Code without Reactor opens one with {@link #makeCurrent()}, and closes what that returns on the same thread.
 */
public final class Session implements Function<Context, Context>, ImplicitContextKeyed {

    private final String id;
    private final @Nullable String parentId;
    private final @Nullable String conversationId;
    private final Map<String, String> attributes;

    private Session(
            String id, @Nullable String parentId, @Nullable String conversationId, Map<String, String> attributes) {
        this.id = id;
        this.parentId = parentId;
        this.conversationId = conversationId;
        this.attributes = attributes;
    }

    /**
     * Returns a session of that id.
     *
     * @throws InvalidRequestException if the id is blank
     */
    public static Session of(String id) {
        return new Session(checked(id, "session"), null, null, Map.of());
    }

    /**
     * Returns a session with a random id, made here and now: one for all subscriptions to which it is put. The id is no
     * secret, and never counts as the id of a conversation.
     */
    public static Session create() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
        return of(new UUID(high, low).toString());
    }

    /**
     * Returns a session that is a conversation of that id: model calls also tell it as {@code gen_ai.conversation.id}.
     *
     * @throws InvalidRequestException if the id is blank
     */
    public static Session conversation(String id) {
        return of(id).conversationId(id);
    }

    /** Returns the session in that context, null if there is none. */
    public static @Nullable Session from(ContextView context) {
        return context.getOrDefault(Session.class, null);
    }

    private static String checked(String id, String what) {
        if (Objects.requireNonNull(id, "id").isBlank()) {
            throw new InvalidRequestException(
                    "The id of a " + what + " is blank; give one, or use Session.create() for a random one");
        }
        return id;
    }

    /**
     * Sets the conversation that goes on in this session, told by model calls as {@code gen_ai.conversation.id}; none by
     * default. A request's own {@link dev.weir.Request#conversationId()} wins.
     *
     * @throws InvalidRequestException if the id is blank
     */
    public Session conversationId(String conversation) {
        return new Session(id, parentId, checked(conversation, "conversation"), attributes);
    }

    /** Adds a note, on spans {@code weir.session.<key>}; a second value for a key replaces the first. */
    public Session attribute(String key, String value) {
        Map<String, String> more = new TreeMap<>(attributes);
        more.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
        return new Session(id, parentId, conversationId, Collections.unmodifiableMap(more));
    }

    /** Returns the id. */
    public String id() {
        return id;
    }

    /** Returns the id of the session around this one, null if there is none; known once this was put into a context. */
    public @Nullable String parentId() {
        return parentId;
    }

    /** Returns the id of the conversation, null if the session was not said to be one. */
    public @Nullable String conversationId() {
        return conversationId;
    }

    /** Returns the notes; empty by default. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** Puts this into a Reactor Context, within the session that is already there; for {@code contextWrite}. */
    @Override
    public Context apply(Context context) {
        return context.put(Session.class, within(from(context)));
    }

    /** Puts this into an OpenTelemetry context, within the session that is already there. */
    @Override
    public io.opentelemetry.context.Context storeInContext(io.opentelemetry.context.Context context) {
        return Surroundings.store(context, this);
    }

    Session within(@Nullable Session outer) {
        return outer == null || parentId != null || outer.id.equals(id)
                ? this
                : new Session(id, outer.id, conversationId, attributes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Session that
                && id.equals(that.id)
                && Objects.equals(parentId, that.parentId)
                && Objects.equals(conversationId, that.conversationId)
                && attributes.equals(that.attributes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Names the session, not its notes. */
    @Override
    public String toString() {
        return "Session[" + id + (parentId == null ? "]" : " in " + parentId + "]");
    }
}
