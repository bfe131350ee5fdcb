package dev.weir.tracing.conformance;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What a check found. */
public record Report(List<Finding> findings, Coverage coverage) {

    /** Returns the findings without those that were expected; an expectation that nothing meets is left over too. */
    public List<String> unexpected(Accepted... accepted) {
        List<Finding> left = new ArrayList<>(findings);
        List<String> unexpected = new ArrayList<>();
        for (Accepted one : accepted) {
            if (!left.removeIf(one::covers)) {
                unexpected.add("accepted, but not found: " + one);
            }
        }
        left.forEach(finding -> unexpected.add(finding.toString()));
        return unexpected;
    }

    /** Prints coverage and findings. */
    public void print(PrintStream out, String title) {
        out.println(title + ": " + findings.size() + (findings.size() == 1 ? " finding" : " findings"));
        coverage.print(out);
        findings.forEach(finding -> out.println("  " + finding));
    }

    /**
     * A finding that stays, because the provider does not tell.
     *
     * @param subject the span
     * @param attribute what is missing
     * @param reason why
     */
    public record Accepted(String subject, String attribute, String reason) {

        boolean covers(Finding finding) {
            return finding.rule() == Finding.Rule.RECOMMENDED
                    && finding.subject().equals(subject)
                    && finding.text().startsWith(attribute + " ");
        }
    }
}
