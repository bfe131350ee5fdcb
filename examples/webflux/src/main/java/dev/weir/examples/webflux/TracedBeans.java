package dev.weir.examples.webflux;

import dev.weir.tracing.Traced;
import dev.weir.tracing.Tracing;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/** Gives every bean whose interface is annotated with {@link Traced}, or a method of it, the spans it asks for. */
@Component
class TracedBeans implements BeanPostProcessor {

    private final ObjectProvider<Tracing> tracing;

    TracedBeans(ObjectProvider<Tracing> tracing) {
        this.tracing = tracing;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        Optional<Class<?>> type = Arrays.<Class<?>>stream(ClassUtils.getAllInterfaces(bean))
                .filter(TracedBeans::isTraced)
                .findFirst();
        return type.isPresent() ? proxy(type.get(), bean) : bean;
    }

    private static boolean isTraced(Class<?> type) {
        return type.isAnnotationPresent(Traced.class)
                || Arrays.stream(type.getMethods()).anyMatch(method -> method.isAnnotationPresent(Traced.class));
    }

    private <T> T proxy(Class<T> type, Object bean) {
        return tracing.getObject().proxy(type, type.cast(bean));
    }
}
