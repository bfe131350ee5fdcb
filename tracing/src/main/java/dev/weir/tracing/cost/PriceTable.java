package dev.weir.tracing.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ConfigurationException;
import dev.weir.Operation;
import dev.weir.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * What models cost. Immutable and safe to share.
 *
 * <pre>{@code
 * PriceTable own = PriceTable.builder().price("openai/gpt-4o*", Price.per1M(2.50, 10).cacheRead(1.25)).build();
 * PriceTable prices = own.orElse(PriceTable.shipped()).unknownModel(UnknownModel.ZERO);
 * }</pre>
 *
 * <p>A model is looked up under its provider, in any of the spellings that telemetry, clients and price files use, and by the
 * name that the provider answered with before the one that was asked for. Of several rows the exact name wins, then the
 * longest beginning, then the first other pattern. Dated prices are chosen by the time of the call.
 */
public final class PriceTable implements Function<Context, Context> {

    /** Knows no price. */
    public static final PriceTable EMPTY = new PriceTable(List.of(), UnknownModel.OMIT);

    /** Beyond that many models, a row is searched for anew with every call. */
    private static final int MAX_KNOWN = 1_000;

    /**
     * A row that was found.
     *
     * @param provider the provider's name in the table; empty if the row is for any
     * @param model what the row is called
     * @param price what the model charges at that time
     * @param page where the provider publishes it, null if the table does not say
     */
    public record Listing(
            String provider,
            String model,
            Price price,
            @Nullable String page) {}

    private record Key(String provider, String served, String asked) {}

    private final List<PriceBook> books;
    private final UnknownModel unknown;
    private final Map<Key, Optional<PriceRow>> known = new ConcurrentHashMap<>();

    private PriceTable(List<PriceBook> books, UnknownModel unknown) {
        this.books = books;
        this.unknown = unknown;
    }

    PriceTable(PriceBook book) {
        this(List.of(book), UnknownModel.OMIT);
    }

    /**
     * Returns the table that comes with Weir: prices of the larger providers as of {@link #date()}. Prices change, so look at
     * the date, and put your own rows above it where you know better.
     */
    public static PriceTable shipped() {
        return Shipped.TABLE;
    }

    /** Starts a table of rows of your own. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a table in Weir's own format; see {@link PriceFormat#WEIR}. Blocks: for start-up.
     *
     * @throws ConfigurationException if the file cannot be read or a row is wrong; names file, row and field
     */
    public static PriceTable read(Path file) {
        return read(file, PriceFormat.WEIR);
    }

    /**
     * Reads a table in any format. Blocks: for start-up.
     *
     * @throws ConfigurationException if the file cannot be read or a row is wrong; names file, row and field
     */
    public static PriceTable read(Path file, PriceFormat format) {
        Objects.requireNonNull(format, "format");
        String json;
        try {
            json = Files.readString(file);
        } catch (IOException unreadable) {
            throw new ConfigurationException("The price table " + file + " cannot be read: " + unreadable, unreadable);
        }
        return format.read(file.getFileName().toString(), json);
    }

    /**
     * Reads a table out of a text.
     *
     * @throws ConfigurationException if it is no JSON or a row is wrong; names row and field
     */
    public static PriceTable parse(String json, PriceFormat format) {
        return Objects.requireNonNull(format, "format").read("price table", Objects.requireNonNull(json, "json"));
    }

    /** Returns a table that has these rows and, for models it does not know, those of {@code other}. */
    public PriceTable orElse(PriceTable other) {
        List<PriceBook> more = new ArrayList<>(books);
        more.addAll(other.books);
        return new PriceTable(List.copyOf(more), unknown);
    }

    /** Sets what a model costs that is not in the table; {@link UnknownModel#OMIT} by default. */
    public PriceTable unknownModel(UnknownModel policy) {
        return new PriceTable(books, Objects.requireNonNull(policy, "policy"));
    }

    /**
     * Puts this into a Reactor Context, for budgets upstream that have no table of their own; for {@code contextWrite}. Tracing
     * does so with the table it was given.
     */
    @Override
    public Context apply(Context context) {
        return context.put(PriceTable.class, this);
    }

    /** Returns the table in that context, null if there is none. */
    static @Nullable PriceTable in(ContextView context) {
        return context.getOrDefault(PriceTable.class, null);
    }

    /** Returns how many models have a row. */
    public int size() {
        return books.stream().mapToInt(book -> book.rows().size()).sum();
    }

    /** Returns the day the prices are of; of several tables joined the first that says; empty if none does. */
    public Optional<LocalDate> date() {
        return books.stream().map(PriceBook::date).filter(Objects::nonNull).findFirst();
    }

    /**
     * Returns the row of a model at a time; empty if there is none, whatever the policy for unknown models.
     *
     * @param provider its name in telemetry, in a client or in a price file; empty to go by the model alone
     * @param model the model's name; {@code provider/model} if {@code provider} is empty
     */
    public Optional<Listing> find(String provider, String model, Instant at) {
        PriceRow row = row(provider, model, model);
        return row == null
                ? Optional.empty()
                : Optional.of(new Listing(row.provider(), row.model(), row.at(at), row.page()));
    }

    /**
     * Returns what a call cost; empty if the usage says neither input nor output, or the model is unknown and
     * {@link UnknownModel#OMIT} applies.
     *
     * @param provider its name in telemetry, in a client or in a price file; empty to go by the model alone
     * @param model the model's name; {@code provider/model} if {@code provider} is empty
     * @param at when the call was made
     */
    public Optional<Cost> cost(String provider, String model, Usage usage, Instant at) {
        return Optional.ofNullable(cost(row(provider, model, model), usage, at));
    }

    /**
     * Returns what a call cost; see {@link #cost(String, String, Usage, Instant)}.
     *
     * @param target whom was asked
     * @param servedModel the model that answered, null if the provider does not say
     * @param at when the call was made
     */
    public Optional<Cost> cost(Operation.Target target, @Nullable String servedModel, Usage usage, Instant at) {
        return Optional.ofNullable(cost(row(target, servedModel), usage, at));
    }

    private @Nullable Cost cost(@Nullable PriceRow row, Usage reported, Instant at) {
        Usage usage = reported.billed();
        Price price = row != null ? row.at(at) : unknown.price();
        if (price == null
                || (usage.inputTokens().isEmpty() && usage.outputTokens().isEmpty())) {
            return null;
        }
        return new Cost(price.usd(usage), row == null);
    }

    /** Returns what is charged for a call, for certain or by assumption; null if nothing is known. */
    @Nullable
    Price price(Operation.Target target, @Nullable String servedModel, Instant at) {
        PriceRow row = row(target, servedModel);
        return row != null ? row.at(at) : unknown.price();
    }

    private @Nullable PriceRow row(Operation.Target target, @Nullable String servedModel) {
        String asked = target.wireModel();
        String served = servedModel == null || servedModel.isBlank() ? asked : servedModel;
        PriceRow row = row(target.providerName(), served, asked);
        return row != null ? row : row(target.model().provider(), served, asked);
    }

    private @Nullable PriceRow row(String provider, String served, String asked) {
        Key key = new Key(provider, served, asked);
        Optional<PriceRow> present = known.get(key);
        if (present == null) {
            present = Optional.ofNullable(search(provider, served, asked));
            if (known.size() < MAX_KNOWN) {
                known.put(key, present);
            }
        }
        return present.orElse(null);
    }

    private @Nullable PriceRow search(String provider, String served, String asked) {
        for (PriceBook book : books) {
            PriceRow row = book.find(provider, served);
            if (row == null && !asked.equals(served)) {
                row = book.find(provider, asked);
            }
            int slash = served.indexOf('/');
            if (row == null && provider.isBlank() && slash > 0) {
                row = book.find(served.substring(0, slash), served.substring(slash + 1));
            }
            if (row != null) {
                return row;
            }
        }
        return null;
    }

    /** Returns whether there is anything in it. */
    boolean isUseful() {
        return size() > 0 || unknown != UnknownModel.OMIT;
    }

    List<PriceBook> books() {
        return books;
    }

    @Override
    public String toString() {
        return "PriceTable[" + size() + " models"
                + date().map(day -> ", " + day).orElse("") + ", unknown models: " + unknown + "]";
    }

    /** Read when first asked for. */
    private static final class Shipped {

        static final PriceTable TABLE = load();

        private static PriceTable load() {
            try (InputStream in = PriceTable.class.getResourceAsStream("prices.json")) {
                return PriceFormat.WEIR.read(
                        "prices.json",
                        new String(Objects.requireNonNull(in, "prices.json").readAllBytes(), UTF_8));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    /** Collects a table; not thread-safe. */
    public static final class Builder {

        private final RowCollector rows = new RowCollector();

        private Builder() {}

        /**
         * Adds a model.
         *
         * @param model {@code provider/model}, or a model of any provider if there is no slash; the model may begin or end in
         *     a star for anything, or be a regular expression between slashes
         * @throws IllegalArgumentException if it is no such pattern
         */
        public Builder price(String model, Price price) {
            int slash = model.indexOf('/');
            return slash <= 0
                    ? price("", model, price)
                    : price(model.substring(0, slash), model.substring(slash + 1), price);
        }

        /**
         * Adds a model whose name has slashes of its own.
         *
         * @param provider the provider, empty for any
         * @param model its name, or a pattern as for {@link #price(String, Price)}
         */
        public Builder price(String provider, String model, Price price) {
            rows.add(provider, model, ModelMatch.parse(model), PriceRow.When.ALWAYS, price, null);
            return this;
        }

        /**
         * Adds what a model costs from a day on, UTC; before that the price applies that was added before.
         *
         * @param provider the provider, empty for any
         * @param model the same name or pattern as before
         */
        public Builder price(String provider, String model, LocalDate from, Price price) {
            rows.add(provider, model, ModelMatch.parse(model), new PriceRow.From(from), price, null);
            return this;
        }

        /** Returns the table. */
        public PriceTable build() {
            return new PriceTable(new PriceBook(rows.rows(), List.of(), null));
        }
    }
}
