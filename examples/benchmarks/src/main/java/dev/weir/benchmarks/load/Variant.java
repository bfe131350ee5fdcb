package dev.weir.benchmarks.load;

import java.util.function.IntFunction;

/** The programs compared. */
enum Variant {
    BYTES("raw bytes", FloorBytes::new),
    JSON("raw JSON", FloorJson::new),
    WEIR("Weir", WeirProgram::untraced),
    TRACED("Weir, traced", WeirProgram::traced);

    final String title;
    private final IntFunction<Program> programs;

    Variant(String title, IntFunction<Program> programs) {
        this.title = title;
        this.programs = programs;
    }

    Program program(int port) {
        return programs.apply(port);
    }
}
