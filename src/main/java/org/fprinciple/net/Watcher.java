package org.fprinciple.net;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.solution.ResidualSpectrum;

/** Looks at a net in training without touching it: outputs, residual per frequency, laziness. */
final class Watcher {
    private static final int TILE = 8192;
    private static final int BLOCK = 4096;
    /** Samples whose activations are compared with the start's: as many, and fewer for wide nets, whose pairs suffice. */
    private static final int FLIP_SAMPLES = 64;

    private static final int FLIP_PAIRS = 1 << 25;
    /** Those of a training over its samples, about: probes and their products, and what the kernel and the flow have. */
    private static final int VECTORS = 2 * Laziness.PROBES + 8;

    private final Backend backend;
    private final DeviceNet net;
    private final Dataset data;
    private final DMatrixRMaj points;
    private final NetPlan atSamples;
    private final NetPlan atPoints;
    private final ResidualWatch residuals;
    private final TrainingClock clock;
    private final NetKernel kernel;
    /** Over the samples, and over some of the points. */
    private final Vec seen;

    private final Vec seenAtPoints;
    private final Vec[] probes;
    /** The products of the kernel at the start with the probes. */
    private final Vec[] before;

    Watcher(
            Backend backend,
            DeviceNet net,
            Dataset data,
            DMatrixRMaj points,
            ResidualSpectrum spectrum,
            TrainingClock clock) {
        this.backend = backend;
        this.net = net;
        this.data = data;
        this.points = points;
        this.clock = clock;
        int n = data.size();
        atSamples = net.plan(n, NetPlan.Choice.AUTO);
        atSamples.setSamples(data.inputs().data, data.targets(), n);
        atPoints = net.plan(Math.min(TILE, points.numRows), NetPlan.Choice.AUTO);
        residuals = new ResidualWatch(backend, spectrum, data.inputs());
        seen = backend.vector(n);
        seenAtPoints = backend.vector(Math.min(TILE, points.numRows));
        kernel = new NetKernel(atSamples, seen, clock);
        probes = seen.like(Math.min(n, Laziness.PROBES));
        before = seen.like(probes.length);
        double[] probe = new double[n];
        int[] counter = new int[4];
        for (int p = 0; p < probes.length; p++) {
            for (int i = 0; i < n; i++) {
                if (n <= Laziness.PROBES) {
                    probe[i] = p == i ? 1 : 0;
                } else {
                    counter[0] = i;
                    counter[1] = p;
                    counter[2] = counter[3] = 0;
                    Philox.words(counter, 2);
                    probe[i] = counter[0] < 0 ? -1 : 1;
                }
            }
            probes[p].set(probe);
        }
    }

    /** The bytes of these vectors, and of as many as a training has over its samples. */
    static double bytes(int samples) {
        return 8.0 * VECTORS * samples;
    }

    NetKernel kernel() {
        return kernel;
    }

    /** Σ r² at a displacement. */
    double squares(Vec displacement) {
        return atSamples.evaluate(displacement);
    }

    /** The residuals at a displacement (n); overwritten by the next call. */
    Vec residuals(Vec displacement) {
        atSamples.forward(displacement);
        atSamples.residuals(seen);
        return seen;
    }

    /** What is seen before the first step, and what laziness is measured against. */
    Observation begin(Vec start) {
        for (int p = 0; p < probes.length; p++) {
            atSamples.kernel(start, probes[p], before[p]);
        }
        return observe(start, 0, 0, 0, 0, false);
    }

    Observation observe(
            Vec displacement, double time, long step, long gradients, double seconds, boolean measureLaziness) {
        double squares = atSamples.evaluate(displacement);
        atSamples.outputs(seen);
        double[] outputs = seen.toArray();
        atSamples.residuals(seen);
        double[] r = seen.toArray();
        return new Observation(
                time,
                step,
                gradients,
                0.5 * clock.lossFactor() * squares,
                seconds,
                atPoints(displacement),
                outputs,
                residuals.magnitudes(r),
                measureLaziness ? laziness(displacement) : null);
    }

    private double[] atPoints(Vec displacement) {
        int d = points.numCols;
        double[] f = new double[points.numRows];
        int tile = Math.min(TILE, f.length);
        double[] x = new double[tile * d];
        double[] zeros = new double[tile];
        for (int from = 0; from < f.length; from += tile) {
            int count = Math.min(tile, f.length - from);
            System.arraycopy(points.data, from * d, x, 0, count * d);
            atPoints.setSamples(x, zeros, count);
            atPoints.forward(displacement);
            Vec values = seenAtPoints.slice(0, count);
            atPoints.outputs(values);
            System.arraycopy(values.toArray(), 0, f, from, count);
        }
        return f;
    }

    private Laziness laziness(Vec displacement) {
        double change = 0;
        double size = 0;
        for (int p = 0; p < probes.length; p++) {
            atSamples.kernel(displacement, probes[p], seen);
            seen.add(-1, before[p]);
            change += seen.dot(seen);
            size += before[p].dot(before[p]);
        }
        int blocks = (net.width() + BLOCK - 1) / BLOCK;
        double[][] sums = new double[blocks][];
        backend.forEach(blocks, k -> sums[k] = sums(displacement, k * BLOCK));
        double[] total = new double[5];
        for (double[] part : sums) {
            for (int q = 0; q < total.length; q++) {
                total[q] += part[q];
            }
        }
        double m = net.width();
        boolean relu = net.form().activation() == Activation.RELU;
        return new Laziness(
                Math.sqrt(change / size),
                relu ? total[0] / (m * flipSamples()) : Double.NaN,
                Math.sqrt(total[1] / total[2]),
                total[3] / m,
                total[4] / m);
    }

    /** Whether the kernel is 0 on the samples: no neuron is active there. */
    boolean noneActive(Vec displacement) {
        for (Vec probe : probes) {
            atSamples.kernel(displacement, probe, seen);
            if (seen.norm() != 0) {
                return false;
            }
        }
        return true;
    }

    private int flipSamples() {
        int enough = Math.max(1, FLIP_PAIRS / net.width());
        return Math.min(Math.min(FLIP_SAMPLES, enough), data.size());
    }

    /** Over a block of neurons: flipped pairs, ‖δ‖², ‖θ₀‖², Σ r³, Σ a² r. */
    private double[] sums(Vec displacement, int from) {
        int d = net.dimension();
        int count = Math.min(BLOCK, net.width() - from);
        double[][] then = {new double[count], new double[count * d], new double[count]};
        double[][] now = {new double[count], new double[count * d], new double[count]};
        net.readStart(from, count, then[0], then[1], then[2]);
        net.read(displacement, from, count, now[0], now[1], now[2]);
        double[] sums = new double[5];
        for (int array = 0; array < 3; array++) {
            for (int k = 0; k < now[array].length; k++) {
                double change = now[array][k] - then[array][k];
                sums[1] += change * change;
                sums[2] += then[array][k] * then[array][k];
            }
        }
        int samples = flipSamples();
        for (int j = 0; j < count; j++) {
            double square = 0;
            for (int c = 0; c < d; c++) {
                square += now[1][j * d + c] * now[1][j * d + c];
            }
            double length = Math.sqrt(square);
            sums[3] += length * square;
            sums[4] += now[0][j] * now[0][j] * length;
            for (int q = 0; q < samples; q++) {
                int i = (int) ((long) q * data.size() / samples);
                if (active(then, j, i) != active(now, j, i)) {
                    sums[0]++;
                }
            }
        }
        return sums;
    }

    private boolean active(double[][] parameters, int j, int i) {
        int d = net.dimension();
        double bias = parameters[2][j];
        double z = net.form().parametrisation() == Parametrisation.ZHANG2019 ? parameters[1][j] * bias : bias;
        for (int c = 0; c < d; c++) {
            z += parameters[1][j * d + c] * data.inputs().get(i, c);
        }
        return z > 0;
    }
}
