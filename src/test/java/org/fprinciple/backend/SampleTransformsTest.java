package org.fprinciple.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moments and targets against their definition, O(nN). */
public class SampleTransformsTest {
    private static final double SIDE = 2.5;

    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend() {
        return Backend.cpu(2);
    }

    /** Both, each spectrum as an array, of samples in chunks of so many rows, whose arrays are overwritten after each call. */
    public static List<double[]> transforms(Backend backend, int d, int fields, double[] x, double[] s, int chunk) {
        List<double[]> all = new ArrayList<>();
        try (SampleTransforms transforms =
                backend.sampleTransforms(new HalfSpectrum(d, 6), new HalfSpectrum(d, 3), fields, SIDE, 1e-11, chunk)) {
            double[] points = new double[chunk * d + 1];
            double[] strengths = new double[chunk + 1];
            for (int from = 0; from < s.length; from += chunk) {
                int n = Math.min(chunk, s.length - from);
                System.arraycopy(x, from * d, points, 0, n * d);
                System.arraycopy(s, from, strengths, 0, n);
                transforms.add(points, strengths, n);
                Arrays.fill(points, 1e3);
                Arrays.fill(strengths, 1e3);
            }
            for (Vec moment : transforms.moments()) {
                all.add(moment.toArray());
            }
            for (Vec target : transforms.targets()) {
                all.add(target.toArray());
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 1", "2, 3", "3, 1", "3, 4"})
    void chunksAreTheSumOfTheirSamples(int d, int fields) {
        SplittableRandom random = new SplittableRandom(d);
        int n = 230;
        double[] x = random.doubles((long) n * d, -1, 1).toArray();
        double[] s = random.doubles(n, -1, 1).toArray();
        try (Backend backend = backend()) {
            List<double[]> computed = transforms(backend, d, fields, x, s, 50);
            assertThat(computed).hasSize(SampleTransforms.momentCount(fields) + fields);
            for (int a = 0; a < fields; a++) {
                for (int b = a; b < fields; b++) {
                    double[] exact = NufftTest.slowType1(new HalfSpectrum(d, 6), SIDE, x, products(x, d, a, b));
                    assertThat(NufftTest.error(computed.get(SampleTransforms.moment(b, a, fields)), exact))
                            .as("x_%d x_%d", a, b)
                            .isLessThan(3e-11);
                }
                double[] strengths = products(x, d, 0, a);
                for (int i = 0; i < n; i++) {
                    strengths[i] *= s[i];
                }
                double[] exact = NufftTest.slowType1(new HalfSpectrum(d, 3), SIDE, x, strengths);
                assertThat(NufftTest.error(computed.get(SampleTransforms.momentCount(fields) + a), exact))
                        .as("s x_%d", a)
                        .isLessThan(3e-11);
            }
        }
    }

    private static double[] products(double[] x, int d, int a, int b) {
        double[] products = new double[x.length / d];
        for (int i = 0; i < products.length; i++) {
            products[i] = (a == 0 ? 1 : x[i * d + a - 1]) * (b == 0 ? 1 : x[i * d + b - 1]);
        }
        return products;
    }
}
