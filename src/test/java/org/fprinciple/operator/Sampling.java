package org.fprinciple.operator;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.ParameterLaw;
import org.fprinciple.problem.TwoLayerNet;

/** Seeded draws for the Monte Carlo oracles of this package. */
final class Sampling {
    private final UniformRandomProvider rng;
    private final ZigguratSampler.NormalizedGaussian gauss;

    Sampling(long seed) {
        rng = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        gauss = ZigguratSampler.NormalizedGaussian.of(rng);
    }

    double normal() {
        return gauss.sample();
    }

    double uniform(double from, double to) {
        return from + (to - from) * rng.nextDouble();
    }

    double draw(ParameterLaw law) {
        return law instanceof ParameterLaw.Normal n
                ? n.mean() + n.sigma() * gauss.sample()
                : ((ParameterLaw.Uniform) law).halfWidth() * (2 * rng.nextDouble() - 1);
    }

    /** n points, uniform in the ball of radius 1. */
    DMatrixRMaj ball(int n, int d) {
        DMatrixRMaj x = new DMatrixRMaj(n, d);
        for (int i = 0; i < n; ) {
            double square = 0;
            for (int c = 0; c < d; c++) {
                double v = uniform(-1, 1);
                x.set(i, c, v);
                square += v * v;
            }
            if (square <= 1) {
                i++;
            }
        }
        return x;
    }

    /** An (n, d) matrix of standard normals. */
    DMatrixRMaj normals(int n, int d) {
        DMatrixRMaj x = new DMatrixRMaj(n, d);
        for (int i = 0; i < x.data.length; i++) {
            x.data[i] = normal();
        }
        return x;
    }

    TwoLayerNet net(InitLaw law, int m, int d) {
        double[] a = new double[m];
        DMatrixRMaj w = new DMatrixRMaj(m, d);
        double[] b = new double[m];
        for (int j = 0; j < m; j++) {
            a[j] = draw(law.a());
            b[j] = draw(law.b());
            for (int c = 0; c < d; c++) {
                w.set(j, c, draw(law.w()));
            }
        }
        return new TwoLayerNet(a, w, b);
    }

    /** Mean and standard error of repeated draws of some numbers. */
    static final class Tally {
        private final double[] mean;
        private final double[] square;
        private long count;

        Tally(int numbers) {
            mean = new double[numbers];
            square = new double[numbers];
        }

        void add(double... values) {
            count++;
            for (int i = 0; i < values.length; i++) {
                double delta = values[i] - mean[i];
                mean[i] += delta / count;
                square[i] += delta * (values[i] - mean[i]);
            }
        }

        double mean(int i) {
            return mean[i];
        }

        /** The standard error of {@link #mean}. */
        double error(int i) {
            return Math.sqrt(square[i] / count / count);
        }
    }
}
