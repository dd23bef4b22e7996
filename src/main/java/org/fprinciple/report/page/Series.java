package org.fprinciple.report.page;

import org.jspecify.annotations.Nullable;

/**
 * Positive values over a positive variable, for logarithmic axes.
 *
 * @param rung that gives the colour; null for a neutral one
 * @param x ascending, N
 * @param value N
 * @param spread one standard deviation or error of the value, N; null where not known
 */
public record Series(String name, @Nullable Rung rung, double[] x, double[] value, double @Nullable [] spread) {
    public Series {
        Shapes.require(name, value, x.length);
        Shapes.require(name + ", spread", spread, x.length);
    }
}
