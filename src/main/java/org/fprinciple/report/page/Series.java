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
    // Not a compact constructor: NullAway does not see there that an array may be null.
    public Series(String name, @Nullable Rung rung, double[] x, double[] value, double @Nullable [] spread) {
        Shapes.require(name, value, x.length);
        Shapes.require(name + ", spread", spread, x.length);
        this.name = name;
        this.rung = rung;
        this.x = x;
        this.value = value;
        this.spread = spread;
    }
}
