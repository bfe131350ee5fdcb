package dev.weir.tracing;

import io.micrometer.context.ThreadLocalAccessor;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;

/** Makes OpenTelemetry's current context a value that context-propagation carries, as Spring Boot's tracing does. */
@SuppressWarnings("MustBeClosedChecker") // closed when the value is restored
final class CurrentContext implements ThreadLocalAccessor<Context> {

    static final String KEY = "test-otel-context";

    private final ThreadLocal<ArrayList<Scope>> open = ThreadLocal.withInitial(ArrayList::new);

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public Context getValue() {
        Context current = Context.current();
        return current == Context.root() ? null : current;
    }

    @Override
    public void setValue(Context value) {
        open.get().add(value.makeCurrent());
    }

    @Override
    public void setValue() {
        open.get().add(Context.root().makeCurrent());
    }

    @Override
    public void restore(Context previous) {
        close();
    }

    @Override
    public void restore() {
        close();
    }

    private void close() {
        ArrayList<Scope> scopes = open.get();
        if (!scopes.isEmpty()) {
            scopes.remove(scopes.size() - 1).close();
        }
    }
}
