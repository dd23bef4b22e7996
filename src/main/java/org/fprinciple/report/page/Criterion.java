package org.fprinciple.report.page;

/**
 * One number that was asked to stay on one side of a limit.
 *
 * @param what is measured, in words
 * @param uncertainty of the value, one standard error, in its unit; NaN where not known
 * @param note may be empty
 */
public record Criterion(
        String name,
        String what,
        double value,
        double uncertainty,
        Comparison comparison,
        double limit,
        boolean passed,
        String note) {
    /** The side on which the value has to be. */
    public enum Comparison {
        AT_MOST,
        AT_LEAST
    }
}
