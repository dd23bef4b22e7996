package org.fprinciple.solution;

import org.ejml.data.DMatrixRMaj;

/**
 * û_ρ at any frequency from its values at κ/L on the axes of a box. û_ρ is the transform of something that lives on the
 * samples' span s &lt; L, so that its values at κ/L determine it (Shannon), the faster the wider the box: with a sinc
 * tapered by sinh(β√(1−(t/m)²)) over 2m values, β = πm(1−s/L), to about e^{−β} (Kircheis, Potts and Tasche, 2022;
 * theory-notes/numerics.md §4).
 */
final class ResidualLines {
    private static final double ACCURACY = 1e-9;

    private final double side;
    private final DMatrixRMaj bounds;
    private final int length;

    /**
     * @param side L
     * @param bounds least and greatest corner of the samples (2, d)
     * @param length κ = 0 … length − 1 are known
     */
    ResidualLines(double side, DMatrixRMaj bounds, int length) {
        this.side = side;
        this.bounds = bounds;
        this.length = length;
    }

    double span(int axis) {
        return bounds.get(1, axis) - bounds.get(0, axis);
    }

    /** m for an axis; a few modes must do with less than they would need. */
    private int taper(int axis) {
        double guard = 1 - span(axis) / side;
        int wanted = (int) Math.ceil(-Math.log(ACCURACY) / (Math.PI * guard)) + 1;
        return Math.max(1, Math.min(wanted, length / 2));
    }

    /** The highest |ξ| that can be told on every axis. */
    double highest() {
        double highest = Double.POSITIVE_INFINITY;
        for (int a = 0; a < bounds.numCols; a++) {
            highest = Math.min(highest, (length - 1 - taper(a)) / side);
        }
        return Math.max(0, highest);
    }

    /**
     * Real and imaginary part of û_ρ(ξ), up to a phase, for several functions at once.
     *
     * @param line on the axis: real and imaginary parts of κ = 0 … as rows (2·length, functions)
     * @param out two rows, from {@code row} on
     */
    void at(double xi, int axis, DMatrixRMaj line, DMatrixRMaj out, int row) {
        int m = taper(axis);
        double guard = 1 - span(axis) / side;
        double beta = Math.PI * m * guard;
        double centre = (bounds.get(0, axis) + bounds.get(1, axis)) / 2;
        double place = xi * side;
        int functions = line.numCols;
        for (int k = (int) Math.ceil(place - m); k <= Math.floor(place + m); k++) {
            int known = Math.abs(k);
            if (known >= length) {
                continue;
            }
            double t = place - k;
            double taper = Math.sinh(beta * Math.sqrt(Math.max(0, 1 - t / m * (t / m)))) / Math.sinh(beta);
            double weight = taper * (t == 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));
            // Centred, û is as smooth as the span allows.
            double turns = k * centre / side;
            double phase = 2 * Math.PI * (turns - Math.rint(turns));
            double re = weight * Math.cos(phase);
            double im = weight * Math.sin(phase);
            // û_{−κ} is the conjugate of û_κ.
            double sign = k < 0 ? -1 : 1;
            for (int j = 0; j < functions; j++) {
                double a = line.data[2 * known * functions + j];
                double b = sign * line.data[(2 * known + 1) * functions + j];
                out.data[row * functions + j] += re * a - im * b;
                out.data[(row + 1) * functions + j] += im * a + re * b;
            }
        }
    }
}
