package dev.weir.tracing.conformance;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Collects findings about one subject after another. */
final class Findings {

    private final LinkedHashSet<Finding> all = new LinkedHashSet<>();
    private String subject = "";

    void about(String next) {
        subject = next;
    }

    void add(Finding.Rule rule, String text) {
        all.add(new Finding(subject, rule, text));
    }

    void check(boolean holds, Finding.Rule rule, String text) {
        if (!holds) {
            add(rule, text);
        }
    }

    List<Finding> all() {
        return new ArrayList<>(all);
    }
}
