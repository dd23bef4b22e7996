package org.fprinciple.backend.cpu;

import java.util.SplittableRandom;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;

/** Nets and samples for tests of plans. */
final class RandomNets {
    private RandomNets() {}

    static NetForm relu(int width) {
        return new NetForm(Activation.RELU, Parametrisation.STANDARD_BIAS, 1 / Math.sqrt(width));
    }

    /** Neurons whose parameters are a few numbers, zeros of both signs among them, so that kinks meet samples. */
    static NeuronSource withTies(int width, int dimension) {
        double[] numbers = {0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 0.25, -0.25};
        return source(width, dimension, random -> numbers[random.nextInt(numbers.length)]);
    }

    static NeuronSource gaussian(int width, int dimension) {
        return source(width, dimension, random -> (float) random.nextGaussian());
    }

    private interface Law {
        double draw(SplittableRandom random);
    }

    private static NeuronSource source(int width, int dimension, Law law) {
        return new NeuronSource() {
            @Override
            public int width() {
                return width;
            }

            @Override
            public int dimension() {
                return dimension;
            }

            @Override
            public void read(int from, int count, double[] a, double[] w, double[] b) {
                for (int j = 0; j < count; j++) {
                    SplittableRandom random = new SplittableRandom(from + j);
                    a[j] = law.draw(random);
                    b[j] = law.draw(random);
                    for (int c = 0; c < dimension; c++) {
                        w[j * dimension + c] = law.draw(random);
                    }
                }
            }
        };
    }

    /** In [−1, 1]. */
    static double[] samples(int length) {
        return new SplittableRandom(7)
                .doubles(length, -1, 1)
                .map(v -> (float) v)
                .toArray();
    }

    static double[] targets(double[] x, int count) {
        double[] y = new double[count];
        int d = x.length / count;
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int c = 0; c < d; c++) {
                sum += x[i * d + c];
            }
            y[i] = Math.sin(3 * sum);
        }
        return y;
    }
}
