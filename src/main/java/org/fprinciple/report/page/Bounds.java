package org.fprinciple.report.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What theory guarantees, beside what was measured.
 *
 * @param rows one a bound
 * @param pointwise the error at each point and its bound
 */
public record Bounds(List<Row> rows, @Nullable Pointwise pointwise) {
    /**
     * One bound and what it bounds.
     *
     * @param risk that the bound speaks of, e.g. "mean absolute error over the domain"
     * @param value of the bound
     * @param measured what the risk is; NaN where the truth is not known
     * @param assumption under which it holds
     */
    public record Row(String name, String risk, double value, double measured, String assumption) {}

    /**
     * The error at each point and its bound.
     *
     * @param inputs names of the inputs, one or two
     * @param axes as in {@link Fit}, P points
     * @param error |h − f|, P; NaN where not known
     * @param bound P
     */
    public record Pointwise(List<String> inputs, double[][] axes, double[] error, double[] bound) {
        public Pointwise {
            int points = Shapes.points(axes, bound.length);
            Shapes.require("error", error, points);
            Shapes.require("bound", bound, points);
        }
    }
}
