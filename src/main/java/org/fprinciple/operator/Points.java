package org.fprinciple.operator;

/** Arithmetic on points and frequencies as plain arrays (d). */
final class Points {
    private Points() {}

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    static double norm(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    static double maxNorm(double[] x) {
        double max = 0;
        for (double v : x) {
            max = Math.max(max, Math.abs(v));
        }
        return max;
    }

    /** |S^{d−1}| = 2 π^{d/2} / Γ(d/2), the area of the unit sphere. */
    static double sphereArea(int d) {
        return 2 * Math.exp(d / 2.0 * Math.log(Math.PI) - org.apache.commons.math3.special.Gamma.logGamma(d / 2.0));
    }
}
