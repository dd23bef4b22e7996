package org.fprinciple.backend.cpu;

import org.fprinciple.backend.Vec;

/** Some neurons of one input at work, in float64: parameters, and the sums that their gradients are made of. */
final class LineBlock {
    static final int SIZE = 512;

    /** How what the sums say is laid into a vector of parameters. */
    interface Write {
        void row(int row, double[] values);
    }

    private final ParameterRows rows;
    private final boolean biasInside;
    final double[] a = new double[SIZE];
    /** b; w b where the bias stands inside. */
    final double[] b = new double[SIZE];

    final double[] w = new double[SIZE];
    /** Σ_i r_i over the active samples. */
    final double[] s = new double[SIZE];
    /** Σ_i r_i x_i over the active samples. */
    final double[] t = new double[SIZE];

    private final double[] inside = new double[SIZE];
    private final double[] gradient = new double[SIZE];

    LineBlock(ParameterRows rows, boolean biasInside) {
        this.rows = rows;
        this.biasInside = biasInside;
    }

    void load(Vec displacement, int from, int size) {
        rows.load(displacement, 0, from, size, a);
        rows.load(displacement, 1, from, size, b);
        rows.load(displacement, 2, from, size, w);
        if (biasInside) {
            for (int j = 0; j < size; j++) {
                inside[j] = b[j];
                b[j] *= w[j];
            }
        }
    }

    /** Hands over ∂/∂a, ∂/∂b, ∂/∂w of Σ_i r_i f_i / s. */
    void gradient(int size, Write write) {
        for (int j = 0; j < size; j++) {
            gradient[j] = w[j] * t[j] + b[j] * s[j];
        }
        write.row(0, gradient);
        for (int j = 0; j < size; j++) {
            gradient[j] = biasInside ? a[j] * w[j] * s[j] : a[j] * s[j];
        }
        write.row(1, gradient);
        for (int j = 0; j < size; j++) {
            // z = w (x + b): ∂z/∂w = x + b.
            gradient[j] = a[j] * (biasInside ? t[j] + inside[j] * s[j] : t[j]);
        }
        write.row(2, gradient);
    }

    /** For a neuron j: f changes by slope x + offset, where it is active, if θ moves along the gradient. */
    double slope(int j) {
        double g = w[j] * t[j] + b[j] * s[j];
        double overW = biasInside ? t[j] + inside[j] * s[j] : t[j];
        return g * w[j] + a[j] * a[j] * overW;
    }

    /** See {@link #slope}. */
    double offset(int j) {
        double g = w[j] * t[j] + b[j] * s[j];
        double square = a[j] * a[j];
        return g * b[j] + square * (biasInside ? inside[j] * (t[j] + inside[j] * s[j]) + w[j] * w[j] * s[j] : s[j]);
    }
}
