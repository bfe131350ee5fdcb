package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A default method of {@link Recording} that is not passed on would silently do nothing. */
class ForwardingRecordingTest {

    static Stream<Method> methods() {
        return Stream.of(Recording.class.getDeclaredMethods()).filter(method -> !method.isSynthetic());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodIsPassedOn(Method method) {
        assertThatCode(() -> ForwardingRecording.class.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                .as("ForwardingRecording must pass on %s", method)
                .doesNotThrowAnyException();
    }
}
