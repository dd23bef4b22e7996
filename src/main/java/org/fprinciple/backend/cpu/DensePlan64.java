package org.fprinciple.backend.cpu;

import java.util.Arrays;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Activation;

/** All pairs of neurons and samples in float64, neuron by neuron: for checks, and for tolerances beyond float32. */
final class DensePlan64 extends CpuNetPlan {
    /** z STEEP between 0 and 1 is σ'(z), but for 0 &lt; z &lt; 1e−290. */
    private static final double STEEP = 1e290;

    private final CpuNet64 net;
    private final boolean tanh;
    /** x (d, n). */
    private final double[][] inputs;

    private final double[][] sums;
    private final double[] ones;

    DensePlan64(Team team, CpuNet64 net, int capacity) {
        super(
                team,
                net.width(),
                net.dimension(),
                net.form().scale(),
                capacity,
                64,
                8.0 * capacity,
                (double) net.width() * capacity);
        this.net = net;
        tanh = net.form().activation() == Activation.TANH;
        inputs = new double[dimension][capacity];
        sums = new double[parts()][capacity];
        ones = new double[capacity];
        Arrays.fill(ones, 1);
    }

    @Override
    public String method() {
        return "all pairs in float64";
    }

    @Override
    void samplesSet() {
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < dimension; c++) {
                inputs[c][i] = x[i * dimension + c];
            }
        }
    }

    @Override
    void multipliersSet(int from, int to) {}

    /** σ(z) and σ'(z) of ReLU from z in values; without branches, which random signs would make slow. */
    private static void rectify(double[] values, double[] slopes, int count) {
        for (int i = 0; i < count; i++) {
            double value = Math.max(values[i], 0);
            values[i] = value;
            slopes[i] = Math.min(value * STEEP, 1);
        }
    }

    /** Σ u_i v_i by eight partial sums, so that additions need not wait for each other. */
    private static double sum(double[] u, double[] v, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i + 7 < count; i += 8) {
            s0 += u[i] * v[i];
            s1 += u[i + 1] * v[i + 1];
            s2 += u[i + 2] * v[i + 2];
            s3 += u[i + 3] * v[i + 3];
            s4 += u[i + 4] * v[i + 4];
            s5 += u[i + 5] * v[i + 5];
            s6 += u[i + 6] * v[i + 6];
            s7 += u[i + 7] * v[i + 7];
        }
        for (; i < count; i++) {
            s0 += u[i] * v[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** One neuron, its activations, and the sums that its gradient is made of. */
    private final class Neuron {
        double a;
        double b;
        final double[] w = new double[dimension];
        private double inside;
        /** σ(z_i) and σ'(z_i). */
        final double[] value = new double[count];

        final double[] slope = new double[count];
        private final double[] weighted = new double[count];
        /** ∂/∂a, ∂/∂b, ∂/∂w of Σ_i r_i f_i / s. */
        final double[] gradient = new double[dimension + 2];

        void load(double[] delta, int j) {
            a = net.at(delta, 0, j);
            b = net.at(delta, 1, j);
            for (int c = 0; c < dimension; c++) {
                w[c] = net.at(delta, 2 + c, j);
            }
            if (net.biasInside()) {
                inside = b;
                b *= w[0];
            }
            Arrays.fill(value, b);
            for (int c = 0; c < dimension; c++) {
                double factor = w[c];
                double[] input = inputs[c];
                for (int i = 0; i < count; i++) {
                    value[i] += factor * input[i];
                }
            }
            if (tanh) {
                for (int i = 0; i < count; i++) {
                    value[i] = Math.tanh(value[i]);
                    slope[i] = 1 - value[i] * value[i];
                }
            } else {
                rectify(value, slope, count);
            }
        }

        void addOutputs(double[] to) {
            for (int i = 0; i < count; i++) {
                to[i] += a * value[i];
            }
        }

        void backward() {
            for (int i = 0; i < count; i++) {
                weighted[i] = slope[i] * r[i];
            }
            double s = sum(weighted, ones, count);
            gradient[0] = sum(value, r, count);
            gradient[1] = a * s * (net.biasInside() ? w[0] : 1);
            for (int c = 0; c < dimension; c++) {
                double t = sum(weighted, inputs[c], count);
                gradient[2 + c] = a * (net.biasInside() ? t + inside * s : t);
            }
        }

        /** What f changes by where θ moves along the gradient. */
        void addTangent(double[] to) {
            double overB = gradient[1] * (net.biasInside() ? w[0] : 1);
            for (int i = 0; i < count; i++) {
                double z = overB;
                for (int c = 0; c < dimension; c++) {
                    z += gradient[2 + c] * (inputs[c][i] + (net.biasInside() ? inside : 0));
                }
                to[i] += gradient[0] * value[i] + a * slope[i] * z;
            }
        }

        void add(double c, double[] to, int j) {
            for (int row = 0; row < gradient.length; row++) {
                to[row * width + j] += c * gradient[row];
            }
        }
    }

    @Override
    void forward(int part, Vec displacement) {
        double[] delta = net.entries(displacement);
        Neuron neuron = new Neuron();
        Arrays.fill(sums[part], 0);
        for (int j = from(part); j < from(part + 1); j++) {
            neuron.load(delta, j);
            neuron.addOutputs(sums[part]);
        }
    }

    @Override
    void descend(int part, Vec displacement, double c) {
        double[] delta = net.entries(displacement);
        Neuron neuron = new Neuron();
        Arrays.fill(sums[part], 0);
        for (int j = from(part); j < from(part + 1); j++) {
            neuron.load(delta, j);
            neuron.backward();
            neuron.add(-c * scale, delta, j);
            neuron.load(delta, j);
            neuron.addOutputs(sums[part]);
        }
    }

    @Override
    void gradient(int part, Vec displacement, double c, Vec g) {
        double[] delta = net.entries(displacement);
        double[] out = net.entries(g);
        Neuron neuron = new Neuron();
        for (int j = from(part); j < from(part + 1); j++) {
            neuron.load(delta, j);
            neuron.backward();
            for (int row = 0; row < dimension + 2; row++) {
                out[row * width + j] = 0;
            }
            neuron.add(c * scale, out, j);
        }
    }

    @Override
    void kernel(int part, Vec displacement) {
        double[] delta = net.entries(displacement);
        Neuron neuron = new Neuron();
        Arrays.fill(sums[part], 0);
        for (int j = from(part); j < from(part + 1); j++) {
            neuron.load(delta, j);
            neuron.backward();
            neuron.addTangent(sums[part]);
        }
    }

    @Override
    void combine(int part, int other) {
        double[] to = sums[part];
        double[] from = sums[other];
        for (int i = 0; i < count; i++) {
            to[i] += from[i];
        }
    }

    @Override
    void collect(int from, int to, double[] values) {
        System.arraycopy(sums[0], from, values, from, to - from);
    }

    @Override
    public void adam(Vec displacement, Vec gradient, Vec first, Vec second, double rate, long step) {
        net.adam(displacement, gradient, first, second, rate, step);
    }
}
