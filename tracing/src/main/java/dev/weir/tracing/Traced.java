package dev.weir.tracing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives calls of a method a span, or of all methods of a type. May stand on the interface or on what implements it; the
 * nearest wins: the implementing method, the interface's method, the implementing class, the interface. Takes effect through
 * {@link Tracing#proxy}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Traced {

    /** Returns the span's name; by default the method's. */
    String name() default "";

    /** Returns labels to find the span by; see {@link TraceSpec#tags}. */
    String[] tags() default {};

    /** Returns the version of the code; none by default. See {@link TraceSpec#version(String)}. */
    String version() default "";

    /** Returns whether arguments are recorded where content capture is on; true by default. See {@link TraceSpec#arg}. */
    boolean captureArguments() default true;

    /** Returns whether results are recorded where content capture is on; true by default. */
    boolean captureResult() default true;
}
