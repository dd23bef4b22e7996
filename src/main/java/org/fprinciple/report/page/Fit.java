package org.fprinciple.report.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The function over time, of nets and of theory.
 *
 * @param inputs names of the inputs, d
 * @param target name of what is fitted
 * @param t training times, K ≥ 1, ascending
 * @param axes where the curves are known: for one input {x}, P ascending points; for two inputs {g1, g2}, the grid of P =
 *     n1·n2 points with the second input running faster; for more inputs empty, and the curves are at the samples, P = n
 * @param curves at least one; two inputs show {@link Rung#NET} beside the others
 * @param x inputs of the samples, n × d
 * @param y targets of the samples, n
 */
public record Fit(
        List<String> inputs, String target, double[] t, double[][] axes, List<Curve> curves, double[][] x, double[] y) {
    public Fit {
        if (curves.isEmpty()) {
            throw new IllegalArgumentException("a fit needs a curve");
        }
        Shapes.require("x", x, y.length, inputs.size());
        int points = Shapes.points(axes, y.length);
        for (Curve curve : curves) {
            Shapes.require(curve.name(), curve.h(), t.length, points);
            Shapes.require(curve.name() + ", spread", curve.spread(), t.length, points);
        }
    }

    /**
     * One function over time.
     *
     * @param h mean over seeds, K × P
     * @param spread standard deviation over seeds, K × P; null where there is one curve
     */
    public record Curve(String name, Rung rung, double[][] h, double @Nullable [][] spread) {}
}
