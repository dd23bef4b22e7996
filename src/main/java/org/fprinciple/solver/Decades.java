package org.fprinciple.solver;

import org.fprinciple.Progress;

/** How far conjugate gradients have come: the logarithm of their residual falls about evenly. */
final class Decades {
    private static final double UNITS = 1000;

    private final Progress progress;
    private final double tolerance;
    private double lowest;

    /** @param start the relative residual at the start */
    Decades(double start, double tolerance, Progress progress) {
        this.progress = progress;
        this.tolerance = tolerance;
        this.lowest = start;
        progress.phase("conjugate gradients", Math.round(UNITS * Math.max(0, Math.log10(start / tolerance))));
    }

    /** An iteration ended here. */
    void reached(double residual) {
        double now = Math.max(residual, tolerance);
        if (now < lowest) {
            progress.advance(Math.round(UNITS * Math.log10(lowest / now)));
            lowest = now;
        }
    }
}
