package org.fprinciple.operator;

import java.util.Arrays;

/**
 * w uniform on the cube [−c, c]^d, seen through its projections w·u. Not isotropic for d ≥ 2: every moment depends on
 * the direction of u (theory-notes/operator.md §5).
 *
 * @param halfWidth c
 */
record Cube(double halfWidth) {
    // Quadrature over the characteristic function for d > 3, in units where the largest frequency is 1 rad.
    private static final double SERIES_END = 0.02;
    private static final Quadrature REST = Quadrature.uniformPanels(SERIES_END, 60, 15, 16);
    // For the few directions in which two or three coordinates outweigh all others, so that φ falls slowly.
    private static final Quadrature LONG_REST = Quadrature.uniformPanels(SERIES_END, 600, 150, 16);
    private static final double SMALL = 1e-5;

    /** E|w·u|. */
    double absMoment1(double[] u) {
        double[] v = descending(u);
        double a1 = v[0];
        if (a1 == 0) {
            return 0;
        }
        if (needsTransform(v)) {
            return absMoment1ByTransform(v);
        }
        double s2 = sumOfSquareMoments(v);
        return (a1 * a1 + s2) / (2 * a1) - overhang(v, 1);
    }

    /** E|w·u|³. */
    double absMoment3(double[] u) {
        double[] v = descending(u);
        double a1 = v[0];
        if (a1 == 0) {
            return 0;
        }
        if (needsTransform(v)) {
            return absMoment3ByTransform(v);
        }
        double s2 = sumOfSquareMoments(v);
        double s4 = fourthMoment(v, 1);
        return (a1 * a1 * a1 * a1 + 6 * a1 * a1 * s2 + s4) / (4 * a1) - overhang(v, 3);
    }

    /** E cos(t w·u) = Π sinc(t c u_a). */
    double characteristic(double t, double[] u) {
        double product = 1;
        for (double x : u) {
            double z = t * halfWidth * x;
            product *= Math.abs(z) < 1e-4 ? 1 - z * z / 6 : Math.sin(z) / z;
        }
        return product;
    }

    /** 1 − E cos(t w·u), accurate where it is small. */
    double oneMinusCharacteristic(double t, double[] u) {
        double rest = 0;
        for (double x : u) {
            double z = t * halfWidth * x;
            double q = z * z;
            // 1 − sin z/z by its series where the difference would cancel.
            double s =
                    q < 0.1 ? q / 6 * (1 - q / 20 * (1 - q / 42 * (1 - q / 72 * (1 - q / 110)))) : 1 - Math.sin(z) / z;
            rest += s - rest * s;
        }
        return rest;
    }

    /** Where the ray in the direction y (of any length) leaves the cube: c |y| / ‖y‖_∞. */
    double rayLength(double[] y) {
        return halfWidth * Points.norm(y) / Points.maxNorm(y);
    }

    /** The density of w inside the cube. */
    double density(int dimension) {
        return Math.pow(2 * halfWidth, -dimension);
    }

    private double[] descending(double[] u) {
        double[] v = new double[u.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = -Math.abs(u[i]) * halfWidth;
        }
        Arrays.sort(v);
        for (int i = 0; i < v.length; i++) {
            v[i] = -v[i];
        }
        return v;
    }

    /** Whether there is no closed form: more than three coordinates, and corners on which v_1 is passed. */
    private static boolean needsTransform(double[] v) {
        double rest = 0;
        for (int i = 1; i < v.length; i++) {
            rest += v[i];
        }
        return v.length > 3 && v[3] > 0 && rest > v[0];
    }

    private static Quadrature rule(double[] v, double scale) {
        double bound = 1;
        for (double x : v) {
            bound /= Math.max(1, REST.end() * x / scale);
        }
        return bound < SMALL ? REST : LONG_REST;
    }

    /** E s² of s = Σ_{a ≥ 2} v_a U_a with U_a uniform on [−1, 1]. */
    private static double sumOfSquareMoments(double[] v) {
        double sum = 0;
        for (int i = 1; i < v.length; i++) {
            sum += v[i] * v[i] / 3;
        }
        return sum;
    }

    /** E S⁶ of S = Σ_a v_a U_a: 15 κ₂³ + 15 κ₂ κ₄ + κ₆, with κ₆ = 16 v⁶/63 for a uniform. */
    private static double sixthMoment(double[] v) {
        double k2 = 0;
        double k4 = 0;
        double k6 = 0;
        for (double x : v) {
            double q = x * x;
            k2 += q / 3;
            k4 -= 2 * q * q / 15;
            k6 += 16 * q * q * q / 63;
        }
        return 15 * k2 * k2 * k2 + 15 * k2 * k4 + k6;
    }

    /** E s⁴ of s = Σ_{a ≥ from} v_a U_a: 3 (E s²)² + Σ κ₄, with κ₄ = −2 v⁴/15 for a uniform. */
    private static double fourthMoment(double[] v, int from) {
        double variance = 0;
        double kappa = 0;
        for (int i = from; i < v.length; i++) {
            double q = v[i] * v[i];
            variance += q / 3;
            kappa -= 2 * q * q / 15;
        }
        return 3 * variance * variance + kappa;
    }

    /**
     * Averaging |s + v_1 U_1|^p over U_1 is a polynomial in s where |s| ≤ v_1; the corners where v_2 U_2 + v_3 U_3
     * passes v_1 (three coordinates) take this off again.
     */
    private static double overhang(double[] v, int p) {
        if (v.length < 3 || v[1] + v[2] <= v[0]) {
            return 0;
        }
        double e = v[1] + v[2] - v[0];
        return 2 * Math.pow(e, p + 3) / (v[0] * (p + 1) * (p + 2) * (p + 3) * 4 * v[1] * v[2]);
    }

    /** E|S| = (2/π) ∫₀^∞ (1 − φ(t))/t² dt, to 1e−8 (CubeTest). */
    private double absMoment1ByTransform(double[] v) {
        double scale = Points.norm(v);
        double m2 = Points.dot(v, v) / (3 * scale * scale);
        double m4 = fourthMoment(v, 0) / Math.pow(scale, 4);
        Quadrature rest = rule(v, scale);
        double sum = m2 / 2 * SERIES_END - m4 / 72 * Math.pow(SERIES_END, 3);
        for (int q = 0; q < rest.size(); q++) {
            double t = rest.node(q);
            sum += rest.weight(q) * (1 - sinc(t / scale, v)) / (t * t);
        }
        return scale * 2 / Math.PI * (sum + 1 / rest.end());
    }

    /** E|S|³ = (12/π) ∫₀^∞ (φ(t) − 1 + E S² t²/2)/t⁴ dt, to 1e−9 (CubeTest). */
    private double absMoment3ByTransform(double[] v) {
        double scale = Points.norm(v);
        double m2 = Points.dot(v, v) / (3 * scale * scale);
        double m4 = fourthMoment(v, 0) / Math.pow(scale, 4);
        double m6 = sixthMoment(v) / Math.pow(scale, 6);
        Quadrature rest = rule(v, scale);
        double sum = m4 / 24 * SERIES_END - m6 / 2160 * Math.pow(SERIES_END, 3);
        for (int q = 0; q < rest.size(); q++) {
            double t = rest.node(q);
            double t2 = t * t;
            sum += rest.weight(q) * (sinc(t / scale, v) - 1 + m2 * t2 / 2) / (t2 * t2);
        }
        double end = rest.end();
        return scale * scale * scale * 12 / Math.PI * (sum + m2 / (2 * end) - 1 / (3 * end * end * end));
    }

    private static double sinc(double t, double[] v) {
        return new Cube(1).characteristic(t, v);
    }
}
