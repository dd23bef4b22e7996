package org.fprinciple.solver;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.PointFunction;

/** Data for the solver tests: seeded, so that every run sees the same. */
final class Samples {
    /** A start h_ini other than 0. */
    static final PointFunction START = x -> {
        double[] h = new double[x.numRows];
        for (int i = 0; i < h.length; i++) {
            h[i] = 0.4 * Math.cos(3 * x.get(i, 0));
        }
        return h;
    };

    private Samples() {}

    /** n points uniform in [−1, 1]^d. */
    static DMatrixRMaj points(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj x = new DMatrixRMaj(n, d);
        for (int i = 0; i < n * d; i++) {
            x.data[i] = 2 * random.nextDouble() - 1;
        }
        return x;
    }

    /** A target with waves on every axis and a mixed term. */
    static double smooth(double[] x) {
        double sum = 0;
        double product = 1;
        for (int c = 0; c < x.length; c++) {
            sum += Math.sin((2 + c) * x[c] + 0.3);
            product *= x[c];
        }
        return sum + 0.5 * product;
    }

    static Dataset of(DMatrixRMaj x, ToDoubleFunction<double[]> target) {
        double[] y = new double[x.numRows];
        for (int i = 0; i < y.length; i++) {
            double[] point = new double[x.numCols];
            System.arraycopy(x.data, i * x.numCols, point, 0, point.length);
            y[i] = target.applyAsDouble(point);
        }
        return Dataset.of(x, y);
    }

    /** Smooth data. */
    static Dataset smooth(int n, int d, long seed) {
        return of(points(n, d, seed), Samples::smooth);
    }

    /** Targets that have nothing to do with the inputs: the worst case for interpolation. */
    static Dataset rough(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed + 1);
        return of(points(n, d, seed), x -> 2 * random.nextDouble() - 1);
    }

    /** ‖a − b‖ / ‖b‖. */
    static double relative(double[] a, double[] b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            size += b[i] * b[i];
        }
        return Math.sqrt(difference / size);
    }
}
