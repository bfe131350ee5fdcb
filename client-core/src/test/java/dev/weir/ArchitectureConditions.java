package dev.weir;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.reactivestreams.Publisher;

/** What {@link ArchitectureTest} asks of classes. */
final class ArchitectureConditions {

    /** The hook for proxy, TLS and the like, and the protocols it is about. */
    private static final Set<String> MAY_SHOW_NETTY = Set.of("dev.weir.http.HttpSettings");

    /** The exceptions are a tree: its root is for all, its API branch has its leaves inside and a private constructor. */
    private static final Set<String> MAY_BE_EXTENDED = Set.of("dev.weir.LlmException", "dev.weir.ApiException");

    private static final Set<String> BLOCKING =
            Set.of("block", "blockOptional", "blockFirst", "blockLast", "toIterable", "toStream", "toFuture");

    static final DescribedPredicate<JavaMethodCall> BLOCKS = DescribedPredicate.describe(
            "waits for a publisher",
            call -> BLOCKING.contains(call.getName()) && call.getTargetOwner().isAssignableTo(Publisher.class));

    static final ArchCondition<JavaClass> SHOW_NO_IMPLEMENTATION = condition(
            "show no type of Netty, Jackson, OpenTelemetry or SLF4J to users",
            type -> MAY_SHOW_NETTY.contains(type.getName())
                    || shown(type).noneMatch(ArchitectureConditions::isForeign));

    static final ArchCondition<JavaClass> BE_IN_A_NULL_MARKED_PACKAGE = condition(
            "be in a package annotated with @NullMarked",
            type -> type.getPackage()
                    .tryGetPackageInfo()
                    .map(info -> info.isAnnotatedWith(NullMarked.class))
                    .orElse(false));

    static final ArchCondition<JavaClass> BE_CLOSED = condition(
            "be final or sealed",
            type -> type.getModifiers().contains(JavaModifier.FINAL)
                    || type.reflect().isSealed()
                    || MAY_BE_EXTENDED.contains(type.getName()));

    private ArchitectureConditions() {}

    private static ArchCondition<JavaClass> condition(String description, Predicate<JavaClass> holds) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean good = holds.test(type);
                events.add(new SimpleConditionEvent(
                        type, good, type.getName() + (good ? " does " : " does not ") + description));
            }
        };
    }

    /** Returns every type that a user of the class meets in the signatures of its members and of what it extends. */
    private static Stream<JavaClass> shown(JavaClass type) {
        Stream<JavaType> members = type.getMembers().stream()
                .filter(ArchitectureConditions::isForUsers)
                .flatMap(ArchitectureConditions::signature);
        Stream<JavaType> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        return Stream.concat(members, parents).flatMap(shown -> shown.getAllInvolvedRawTypes().stream());
    }

    private static boolean isForUsers(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
    }

    private static boolean isForeign(JavaClass type) {
        String name = type.getName();
        return Stream.of(
                        "io.netty.",
                        "reactor.netty.",
                        "tools.jackson.",
                        "com.fasterxml.",
                        "io.opentelemetry.",
                        "org.slf4j.")
                .anyMatch(name::startsWith);
    }
}
