package dev.weir.openai;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of each part of a response was emitted. Every item has room for a number of parts of two sorts: texts or
 * summaries, and refusals or raw reasoning.
 */
final class ResponsesParts {

    private static final int ROOM = 1024;
    private static final int SECOND_SORT = ROOM / 2;
    private static final int MAX_ITEMS = Integer.MAX_VALUE / ROOM - 1;

    private enum Kind {
        TEXT,
        REFUSAL,
        THINKING,
        ARGUMENTS
    }

    /** One part. */
    static final class Piece {
        private final Kind kind;
        private final int place;
        private final int key;
        private int characters;
        private int citations;
        private boolean logprobs;

        private Piece(Kind kind, int place, int key) {
            this.kind = kind;
            this.place = place;
            this.key = key;
        }

        int key() {
            return key;
        }

        void add(String delta, ChunkEmitter out) {
            characters += delta.length();
            switch (kind) {
                case TEXT -> out.text(0, key, delta);
                case REFUSAL -> out.refusal(0, key, delta);
                case THINKING -> out.thinking(0, key, delta);
                case ARGUMENTS -> out.toolArguments(0, key, delta);
            }
        }

        /** Adds what the deltas did not bring of the whole. */
        void rest(String whole, ChunkEmitter out) {
            if (whole.length() > characters) {
                add(characters == 0 ? whole : whole.substring(characters), out);
            }
        }

        void cite(String annotation, ChunkEmitter out) {
            citations++;
            out.citation(0, key, Annotations.citation(annotation));
        }

        /** Takes a list with its brackets. */
        void logprobs(String list, ChunkEmitter out) {
            logprobs = true;
            out.logprobs(0, list.substring(1, list.length() - 1).trim());
        }

        void whole(ResponsesItem part, ChunkEmitter out) {
            rest(part.text == null ? "" : part.text, out);
            List<String> annotations = ResponsesItem.elements(part.annotations);
            while (citations < annotations.size()) {
                cite(annotations.get(citations), out);
            }
            if (!logprobs && part.logprobs != null) {
                logprobs(part.logprobs, out);
            }
        }
    }

    private final List<Piece> pieces = new ArrayList<>();
    private @Nullable Piece last;

    /** Returns the number of an item if it is one. */
    static int checked(int item) {
        if (item < 0 || item > MAX_ITEMS) {
            throw new JsonException("Output index " + item + " is out of range");
        }
        return item;
    }

    /** Returns the key of what stands for the whole item. */
    static int first(int item) {
        return checked(item) * ROOM;
    }

    Piece text(int item, int part) {
        return piece(Kind.TEXT, item, part, 0);
    }

    Piece refusal(int item, int part) {
        return piece(Kind.REFUSAL, item, part, SECOND_SORT);
    }

    Piece summary(int item, int part) {
        return piece(Kind.THINKING, item, part, 0);
    }

    Piece reasoning(int item, int part) {
        return piece(Kind.THINKING, item, part, SECOND_SORT);
    }

    Piece arguments(int item) {
        return piece(Kind.ARGUMENTS, item, 0, 0);
    }

    private Piece piece(Kind kind, int item, int part, int sort) {
        if (part < 0 || part >= SECOND_SORT - 1) {
            throw new JsonException("Part index " + part + " is out of range");
        }
        int place = first(item) + sort + part;
        Piece recent = last;
        if (recent == null || recent.place != place || recent.kind != kind) {
            recent = find(kind, place);
            last = recent;
        }
        return recent;
    }

    private Piece find(Kind kind, int place) {
        boolean firstThought = kind == Kind.THINKING;
        for (int i = pieces.size() - 1; i >= 0; i--) {
            Piece piece = pieces.get(i);
            if (piece.place == place && piece.kind == kind) {
                return piece;
            }
            firstThought &= piece.place / ROOM != place / ROOM;
        }
        // The first thought of an item, of whichever sort, carries what goes back to the provider.
        int key = firstThought ? place / ROOM * ROOM : kind == Kind.THINKING ? place + 1 : place;
        Piece added = new Piece(kind, place, key);
        pieces.add(added);
        return added;
    }

    /** Closes the thoughts of an item; the first one stays open for what the last event may still change. */
    void endThoughts(int item, boolean keepFirst, ChunkEmitter out) {
        int first = first(item);
        if (!keepFirst) {
            out.end(0, first);
        }
        for (Piece piece : pieces) {
            if (piece.place / ROOM == item && piece.key != first) {
                out.end(0, piece.key);
            }
        }
    }
}
