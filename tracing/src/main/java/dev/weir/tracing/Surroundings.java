package dev.weir.tracing;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * On whose behalf something runs. The Reactor Context is asked first, then the OpenTelemetry context, which carries it into
 * code that knows no Reactor, then, if wanted, baggage.
 *
 * @param session the session, null if there is none
 * @param attribution the rest
 */
record Surroundings(@Nullable Session session, Attribution attribution) {

    static final Surroundings NONE = new Surroundings(null, Attribution.NONE);

    private static final ContextKey<Surroundings> KEY = ContextKey.named("weir-surroundings");
    private static final Ambient.Field[] FIELDS = Ambient.Field.values();

    /** Returns what holds for whoever subscribes with that context under that parent. */
    static Surroundings of(ContextView subscriber, Context parent, Ambient ambient) {
        Surroundings outer = of(parent, ambient);
        Session session = Session.from(subscriber);
        Attribution attribution = Attribution.from(subscriber);
        return session == null && attribution == Attribution.NONE ? outer : outer.with(session, attribution);
    }

    /** Returns what holds in code that runs in that context. */
    static Surroundings of(Context context, Ambient ambient) {
        Surroundings present = context.get(KEY);
        if (ambient.readsBaggage()) {
            Surroundings read = read(Baggage.fromContext(context), ambient);
            return present == null ? read : read.with(present.session(), present.attribution());
        }
        return present == null ? NONE : present;
    }

    private static Surroundings read(Baggage baggage, Ambient ambient) {
        if (baggage.isEmpty()) {
            return NONE;
        }
        String id = ambient.read(baggage, Ambient.Field.SESSION);
        String conversation = ambient.read(baggage, Ambient.Field.CONVERSATION);
        Session session = id == null ? null : Session.of(id);
        Attribution attribution = Attribution.of(field -> ambient.read(baggage, field));
        if (session == null && attribution == Attribution.NONE) {
            return NONE;
        }
        return new Surroundings(
                session == null || conversation == null ? session : session.conversationId(conversation), attribution);
    }

    private Surroundings with(@Nullable Session inner, Attribution nearer) {
        Session nested = inner == null ? session : inner.within(session);
        Attribution merged = nearer.over(attribution);
        Surroundings changed = new Surroundings(nested, merged);
        return changed.equals(this) ? this : changed;
    }

    /** Returns the context with this session. */
    static Context store(Context context, Session session) {
        return context.with(KEY, of(context, Ambient.DEFAULT).with(session, Attribution.NONE));
    }

    /** Returns the context with this attribution. */
    static Context store(Context context, Attribution attribution) {
        return context.with(KEY, of(context, Ambient.DEFAULT).with(null, attribution));
    }

    /** Returns the context in which this holds, for code that runs in it and, if wanted, for the services it calls. */
    Context into(Context context, Ambient ambient) {
        if (this == NONE) {
            return context;
        }
        Context known = equals(context.get(KEY)) ? context : context.with(KEY, this);
        if (!ambient.sendsBaggage()) {
            return known;
        }
        BaggageBuilder baggage = Baggage.fromContext(known).toBuilder();
        if (session != null) {
            // That of the session around has nothing to do with this one.
            baggage.remove(ambient.name(Ambient.Field.CONVERSATION));
        }
        forEach((field, value) -> baggage.put(ambient.name(field), value));
        return known.with(baggage.build());
    }

    /** Tells the attributes of a span. */
    void describe(Ambient ambient, boolean conversation, BiConsumer<String, String> attributes) {
        if (this == NONE) {
            return;
        }
        if (session != null) {
            session.attributes().forEach((key, value) -> attributes.accept(Names.WEIR_SESSION + key, value));
            if (session.parentId() != null) {
                attributes.accept(Names.WEIR_SESSION_PARENT_ID.getKey(), session.parentId());
            }
        }
        forEach((field, value) -> {
            if (conversation || field != Ambient.Field.CONVERSATION) {
                attributes.accept(ambient.name(field), value);
            }
        });
    }

    private void forEach(BiConsumer<Ambient.Field, String> action) {
        for (Ambient.Field field : FIELDS) {
            String value = get(field);
            if (value != null) {
                action.accept(field, value);
            }
        }
    }

    @Nullable
    String get(Ambient.Field field) {
        return switch (field) {
            case SESSION -> session == null ? null : session.id();
            case CONVERSATION -> session == null ? null : session.conversationId();
            case TENANT -> attribution.tenant();
            case FEATURE -> attribution.feature();
            case USER_TIER -> attribution.userTier();
            case VARIANT -> attribution.variant();
        };
    }
}
