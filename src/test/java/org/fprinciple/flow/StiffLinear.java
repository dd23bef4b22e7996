package org.fprinciple.flow;

import java.util.SplittableRandom;
import org.fprinciple.backend.Vec;

/**
 * dy/dt = b − G y with G = H Λ H, H a Householder reflection, and the solution mode by mode: an oracle whose eigenvectors
 * are dense, so that rounding mixes all modes.
 */
final class StiffLinear {
    final double[] eigenvalues;
    private final double[] mirror;
    private final double[] start;
    private final double[] force;

    /** n eigenvalues in equal ratios from least to most, started at random, with or without a random b. */
    StiffLinear(int n, double least, double most, boolean forced, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        eigenvalues = new double[n];
        mirror = new double[n];
        start = new double[n];
        force = new double[n];
        double square = 0;
        for (int i = 0; i < n; i++) {
            eigenvalues[i] = least * Math.pow(most / least, (double) i / (n - 1));
            mirror[i] = random.nextDouble() - 0.5;
            square += mirror[i] * mirror[i];
            start[i] = forced ? 0 : random.nextDouble() - 0.5;
            force[i] = forced ? random.nextDouble() - 0.5 : 0;
        }
        for (int i = 0; i < n; i++) {
            mirror[i] /= Math.sqrt(square);
        }
    }

    double[] start() {
        return reflect(start);
    }

    void rate(double t, Vec y, Vec dy) {
        double[] c = reflect(y.toArray());
        for (int i = 0; i < c.length; i++) {
            c[i] = force[i] - eigenvalues[i] * c[i];
        }
        dy.set(reflect(c));
    }

    double[] at(double t) {
        double[] c = new double[start.length];
        for (int i = 0; i < c.length; i++) {
            double decay = -eigenvalues[i] * t;
            c[i] = start[i] * Math.exp(decay) - force[i] * Math.expm1(decay) / eigenvalues[i];
        }
        return reflect(c);
    }

    double spectralRadius() {
        return eigenvalues[eigenvalues.length - 1];
    }

    private double[] reflect(double[] v) {
        double overlap = 0;
        for (int i = 0; i < v.length; i++) {
            overlap += mirror[i] * v[i];
        }
        double[] result = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            result[i] = v[i] - 2 * overlap * mirror[i];
        }
        return result;
    }

    static double distance(double[] a, double[] b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            size += b[i] * b[i];
        }
        return Math.sqrt(difference / size);
    }
}
