package dev.weir.tracing;

import io.opentelemetry.api.metrics.MeterProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics whose recording throws. */
final class Broken {

    private Broken() {}

    /** Returns meters like those of {@code real}, except that every record throws and is counted. */
    static MeterProvider histograms(MeterProvider real, AtomicInteger records) {
        return wrap(MeterProvider.class, real, records);
    }

    private static <T> T wrap(Class<T> type, Object real, AtomicInteger records) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals("record") || method.getName().equals("add")) {
                records.incrementAndGet();
                throw new IllegalStateException("meter");
            }
            Object result;
            try {
                result = method.invoke(real, args);
            } catch (InvocationTargetException failure) {
                throw failure.getCause();
            }
            Class<?> declared = method.getReturnType();
            return result != null
                            && declared.isInterface()
                            && declared.getName().startsWith("io.opentelemetry")
                    ? wrap(declared, result, records)
                    : result;
        }));
    }
}
