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

    /** What each neuron adds to f / s where it is active, slope x + offset. */
    final double[] offset = new double[SIZE];

    final double[] slope = new double[SIZE];
    /** Work space of {@link SortedSamples}: where w x + b changes its sign, and the cells that this is in. */
    final double[] kinks = new double[SIZE];

    final int[] cells = new int[SIZE];

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

    /** Offsets and slopes of the neurons themselves. */
    void lines(int size) {
        for (int j = 0; j < size; j++) {
            offset[j] = a[j] * b[j];
            slope[j] = a[j] * w[j];
        }
    }

    /** Offsets and slopes of what f changes by if θ moves along the gradient. */
    void tangents(int size) {
        for (int j = 0; j < size; j++) {
            double g = w[j] * t[j] + b[j] * s[j];
            double square = a[j] * a[j];
            double overW = biasInside ? t[j] + inside[j] * s[j] : t[j];
            double overB = biasInside ? inside[j] * overW + w[j] * w[j] * s[j] : s[j];
            offset[j] = g * b[j] + square * overB;
            slope[j] = g * w[j] + square * overW;
        }
    }
}
