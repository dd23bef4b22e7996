package org.fprinciple.bench;

import java.util.function.Function;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;

/** The net and the samples of {@code validation/peers/net_step.cpp}, number by number, and its learning rate. */
final class TrainProblem implements NeuronSource {
    /** Steps that a device may take without a wait, as in training. */
    private static final int AT_ONCE = 256;
    /**
     * A repetition is as many steps, back to back, as take so long: after a rest a system may leave two threads on one core for
     * 20 ms, which is not what a training step costs.
     */
    private static final double REPETITION_MS = 200;

    private final int m;
    private final int n;
    private final int d;
    private final double[] x;
    private final double[] y;
    /** w (m, d), then b, then a. */
    private final float[] parameters;

    private long state = 1;

    TrainProblem(int m, int n, int d) {
        this.m = m;
        this.n = n;
        this.d = d;
        x = new double[n * d];
        for (int k = 0; k < x.length; k++) {
            x[k] = (float) (2 * uniform() - 1);
        }
        y = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = 0; k < d; k++) {
                sum += x[i * d + k];
            }
            y[i] = (float) Math.sin(3 * sum);
        }
        parameters = new float[m * (d + 2)];
        for (int k = 0; k < parameters.length; k++) {
            parameters[k] = (float) (k < m * (d + 1) ? normal() : normal() / Math.sqrt(m));
        }
    }

    /** A net of one neuron and one sample, to ask how it would be trained. */
    static TrainProblem tiny(int d) {
        return new TrainProblem(1, 1, d);
    }

    private double uniform() {
        state = state * 6364136223846793005L + 1442695040888963407L;
        return ((state >>> 40) + 0.5) / 16777216;
    }

    private double normal() {
        double u = uniform();
        double v = uniform();
        return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
    }

    @Override
    public int width() {
        return m;
    }

    @Override
    public int dimension() {
        return d;
    }

    @Override
    public void read(int from, int count, double[] a, double[] w, double[] b) {
        for (int j = 0; j < count; j++) {
            b[j] = parameters[m * d + from + j];
            a[j] = parameters[m * (d + 1) + from + j];
        }
        for (int k = 0; k < count * d; k++) {
            w[k] = parameters[from * d + k];
        }
    }

    DeviceNet net(Backend backend) {
        return backend.net(this, new NetForm(Activation.RELU, Parametrisation.STANDARD_BIAS, 1), Precision.FLOAT32);
    }

    /** Half the sum of squares before the first step, and after each. */
    double[] losses(NetPlan plan, Vec displacement, int steps) {
        double[] losses = new double[steps + 1];
        plan.setSamples(x, y, n);
        losses[0] = plan.evaluate(displacement) / 2;
        for (int step = 1; step <= steps; step++) {
            losses[step] = plan.descend(displacement, rate()) / 2;
        }
        return losses;
    }

    private double rate() {
        return 1e-3 / m;
    }

    /** Times a step; every repetition starts from the same net. */
    Contender steps(DeviceNet net, Function<DeviceNet, NetPlan> planned) {
        NetPlan plan = planned.apply(net);
        Vec start = net.start();
        Vec displacement = net.start();
        if (!Double.isFinite(losses(plan, displacement, 2)[2])) {
            throw new IllegalStateException("a loss is not finite");
        }
        return new Contender() {
            private int steps = 1;

            @Override
            public double once() {
                displacement.copy(start);
                plan.evaluate(displacement);
                long began = System.nanoTime();
                for (int left = steps; left > 0; ) {
                    double[] squares = new double[Math.min(AT_ONCE, left)];
                    left -= plan.descend(displacement, rate(), squares, k -> false);
                }
                double ms = (System.nanoTime() - began) / 1e6 / steps;
                steps = (int) Math.max(1, Math.round(REPETITION_MS / ms));
                return ms;
            }
        };
    }
}
