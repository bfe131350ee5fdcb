package dev.weir.tracing;

import dev.weir.ConfigurationException;
import io.opentelemetry.api.baggage.Baggage;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Under which names, and how far, {@link Session} and {@link Attribution} travel. On spans of this library they always
 * appear, as they only exist where the program put them; into other processes they go only if asked to. Immutable; every
 * setter returns a changed copy.
 *
 * <pre>{@code
 * Tracing.builder(openTelemetry).ambient(ambient -> ambient
 *         .name(Ambient.Field.TENANT, "customer.id")
 *         .header(Ambient.Field.SESSION, "X-Session-Id", uri -> uri.getHost().equals("gateway.example.org")))
 * }</pre>
 */
public final class Ambient {

    /** What there is to tell. */
    public enum Field {
        /** {@link Session#id()}, as {@code session.id}. */
        SESSION("session.id"),
        /** {@link Session#conversationId()}, as {@code gen_ai.conversation.id}; only where the conventions have it. */
        CONVERSATION("gen_ai.conversation.id"),
        /** {@link Attribution#tenant()}, as {@code app.tenant_id}. */
        TENANT("app.tenant_id"),
        /** {@link Attribution#feature()}, as {@code app.feature}. */
        FEATURE("app.feature"),
        /** {@link Attribution#userTier()}, as {@code app.user_tier}. */
        USER_TIER("app.user_tier"),
        /** {@link Attribution#variant()}, as {@code app.variant}. */
        VARIANT("app.variant");

        private final String standardName;

        Field(String standardName) {
            this.standardName = standardName;
        }
    }

    private record Header(Field field, String name, Predicate<URI> servers) {}

    /** Names as the fields say; nothing leaves the process, nothing is taken from outside. */
    public static final Ambient DEFAULT = new Ambient(Map.of(), false, false, List.of());

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private final Map<Field, String> names;
    private final boolean sendBaggage;
    private final boolean readBaggage;
    private final List<Header> headers;

    private Ambient(Map<Field, String> names, boolean sendBaggage, boolean readBaggage, List<Header> headers) {
        this.names = names;
        this.sendBaggage = sendBaggage;
        this.readBaggage = readBaggage;
        this.headers = headers;
    }

    /**
     * Sets what a field is called on spans and in baggage.
     *
     * @throws ConfigurationException if the name is blank
     */
    public Ambient name(Field field, String name) {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new ConfigurationException(
                    "The name for " + field + " is blank; the default is " + field.standardName);
        }
        Map<Field, String> changed = new EnumMap<>(Field.class);
        changed.putAll(names);
        changed.put(field, name);
        return new Ambient(changed, sendBaggage, readBaggage, headers);
    }

    /**
     * Sets whether the fields are put into OpenTelemetry baggage while spans of this library are current, and into the
     * headers of {@link Tracing#inject()}; false by default. Baggage reaches every service that instrumented clients call
     * from there, strangers included.
     */
    public Ambient sendBaggage(boolean send) {
        return new Ambient(names, send, readBaggage, headers);
    }

    /**
     * Sets whether fields that this process does not name itself are taken from baggage; false by default, as baggage says
     * whatever the caller of this process likes.
     */
    public Ambient readBaggage(boolean read) {
        return new Ambient(names, sendBaggage, read, headers);
    }

    /**
     * Sends a field to some model servers in an HTTP header; none by default. Values that are not plain ASCII are left out.
     *
     * @param servers decides by the address of the request
     * @throws ConfigurationException if that is no name of a header
     */
    public Ambient header(Field field, String name, Predicate<URI> servers) {
        if (!HEADER_NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new ConfigurationException("'" + name
                    + "' is no name of an HTTP header; use letters, digits and '-', for example X-Session-Id");
        }
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(Objects.requireNonNull(field, "field"), name, Objects.requireNonNull(servers, "servers")));
        return new Ambient(names, sendBaggage, readBaggage, List.copyOf(more));
    }

    String name(Field field) {
        return names.getOrDefault(field, field.standardName);
    }

    boolean sendsBaggage() {
        return sendBaggage;
    }

    boolean readsBaggage() {
        return readBaggage;
    }

    /** Writes what that server is to be sent; a field that cannot be sent does not keep others from it. */
    void write(Surroundings surroundings, URI uri, BiConsumer<String, String> setter, Guard guard) {
        for (Header header : headers) {
            guard.run(() -> {
                String value = header.servers().test(uri) ? surroundings.get(header.field()) : null;
                if (value != null) {
                    setter.accept(header.name(), plain(header, value));
                }
            });
        }
    }

    private static String plain(Header header, String value) {
        if (!value.chars().allMatch(unit -> unit >= ' ' && unit <= '~')) {
            throw new IllegalArgumentException("The value of " + header.field()
                    + " is not plain ASCII, so that the header " + header.name() + " is not sent");
        }
        return value;
    }

    /** Tells names, not rules. */
    @Override
    public String toString() {
        return "Ambient[" + names + ", sendBaggage=" + sendBaggage + ", readBaggage=" + readBaggage + ", headers="
                + headers.stream().map(Header::name).toList() + "]";
    }

    /** Returns the field's value in that baggage, null if it has none. */
    @Nullable
    String read(Baggage baggage, Field field) {
        String value = baggage.getEntryValue(name(field));
        return value == null || value.isBlank() ? null : value;
    }
}
