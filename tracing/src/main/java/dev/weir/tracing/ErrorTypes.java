package dev.weir.tracing;

import dev.weir.LlmException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/** Tells the value of {@code error.type}. */
final class ErrorTypes {

    static final String CANCELLED = "cancelled";

    private static final String OTHER = "_OTHER";

    private ErrorTypes() {}

    /** Returns the kind of that failure; never empty. */
    static String of(@Nullable Throwable error) {
        Throwable root = root(error);
        if (root == null) {
            return OTHER;
        }
        String type = root instanceof LlmException known
                ? known.errorType()
                : root.getClass().getName();
        return type.isBlank() ? OTHER : type;
    }

    /** Returns the first failure in the chain of causes that says something. */
    static @Nullable Throwable root(@Nullable Throwable error) {
        Throwable root = error;
        while (root != null && root.getCause() != null && saysNothing(root)) {
            root = root.getCause();
        }
        return root;
    }

    private static boolean saysNothing(Throwable error) {
        return error instanceof CompletionException
                || error instanceof ExecutionException
                || error instanceof UncheckedIOException
                || error instanceof InvocationTargetException
                || error instanceof UndeclaredThrowableException
                || Exceptions.isRetryExhausted(error)
                || Exceptions.unwrap(error) != error;
    }
}
