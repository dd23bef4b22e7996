package org.fprinciple.backend.cpu;

import java.util.Arrays;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Activation;

/** All pairs of neurons and samples in float64, neuron by neuron: for checks, and for tolerances beyond float32. */
final class DensePlan64 extends CpuNetPlan {
    private final CpuNet64 net;
    private final boolean tanh;
    /** x (d, n). */
    private final double[][] inputs;

    private final double[][] sums;

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

    /** One neuron, its activations, and the sums that its gradient is made of. */
    private final class Neuron {
        double a;
        double b;
        final double[] w = new double[dimension];
        private double inside;
        /** σ(z_i) and σ'(z_i). */
        final double[] value = new double[count];

        final double[] slope = new double[count];
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
            for (int i = 0; i < count; i++) {
                double z = value[i];
                value[i] = tanh ? Math.tanh(z) : Math.max(z, 0);
                slope[i] = tanh ? 1 - value[i] * value[i] : z > 0 ? 1 : 0;
            }
        }

        void addOutputs(double[] to) {
            for (int i = 0; i < count; i++) {
                to[i] += a * value[i];
            }
        }

        void backward() {
            double g = 0;
            double s = 0;
            for (int i = 0; i < count; i++) {
                g += value[i] * r[i];
                s += slope[i] * r[i];
            }
            gradient[0] = g;
            gradient[1] = a * s * (net.biasInside() ? w[0] : 1);
            for (int c = 0; c < dimension; c++) {
                double t = 0;
                for (int i = 0; i < count; i++) {
                    t += slope[i] * r[i] * inputs[c][i];
                }
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
    void collect(int from, int to, double[] values) {
        Arrays.fill(values, from, to, 0);
        for (double[] part : sums) {
            for (int i = from; i < to; i++) {
                values[i] += part[i];
            }
        }
    }

    @Override
    public void adam(Vec displacement, Vec gradient, Vec first, Vec second, double rate, long step) {
        net.adam(displacement, gradient, first, second, rate, step);
    }
}
