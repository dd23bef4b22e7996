package org.fprinciple.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.ParameterLaw;
import org.fprinciple.problem.TwoLayerNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments of laws and of nets. */
class NetworkMomentsTest {

    /** 400,000 neurons, seed 90 + d: standard errors of 0.05 to 0.6 % of each moment; within 4 of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | a=normal(0.7),w=normal(1.3),b=normal(-0.4,2)",
                "2 | a=normal(0.7),w=normal(1.3),b=normal(-0.4,2)",
                "3 | a=uniform(0.7),w=normal(1.3),b=uniform(2)",
                "10 | a=normal(0.7),w=normal(1.3),b=normal(0.4,0.1)",
                "1 | a=uniform(0.7),w=uniform(1.3),b=uniform(2)",
                "2 | a=uniform(0.7),w=uniform(1.3),b=uniform(2)",
                "3 | a=uniform(0.7),w=uniform(1.3),b=normal(0.3)",
                "10 | a=uniform(0.7),w=uniform(1.3),b=normal(0.3)",
            })
    void lawsAgainstSamples(int d, String text) {
        InitLaw law = InitLaw.parse(text);
        Sampling random = new Sampling(90 + d);
        Sampling.Tally tally = new Sampling.Tally(11);
        for (int neuron = 0; neuron < 400_000; neuron++) {
            double a = random.draw(law.a());
            double b = random.draw(law.b());
            double square = 0;
            for (int c = 0; c < d; c++) {
                double w = random.draw(law.w());
                square += w * w;
            }
            double r = Math.sqrt(square);
            double on = b > 0 ? 1 : 0;
            tally.add(
                    b, b * b, on, on * b * b, r, r * r, r * r * r, a * a, a * a * r, a * a * r * r, a * a * r * r * r);
        }
        double[] closed = values(NetworkMoments.of(law, d));
        for (int q = 0; q < closed.length; q++) {
            // A share that is 1 to rounding has no scatter.
            assertThat(closed[q]).as("moment %d", q).isCloseTo(tally.mean(q), within(4 * tally.error(q) + 1e-4));
        }
    }

    @Test
    void knownValuesOfTheCube() {
        double c = 1.7;
        double[] r = {
            0.5,
            (Math.sqrt(2) + Math.log(1 + Math.sqrt(2))) / 3,
            0.960591956455053,
            1.121899618715861,
            1.806566627214248
        };
        double[] r3 = {
            0.25,
            (7 * Math.sqrt(2) + 3 * Math.log(1 + Math.sqrt(2))) / 20,
            1.101395709391407,
            1.656432414087192,
            6.269350603285343
        };
        int[] d = {1, 2, 3, 4, 10};
        // From d = 3 on: the same Laplace integral in 60 digits.
        for (int i = 0; i < d.length; i++) {
            NetworkMoments m = NetworkMoments.of(InitLaw.parse("w=uniform(" + c + ")"), d[i]);
            assertThat(m.r()).as("E r, d = %d", d[i]).isCloseTo(c * r[i], within(5e-10 * m.r()));
            assertThat(m.rCube()).as("E r³, d = %d", d[i]).isCloseTo(c * c * c * r3[i], within(5e-10 * m.rCube()));
        }
        NetworkMoments many = NetworkMoments.of(InitLaw.parse("w=uniform(1)"), 64);
        assertThat(many.r()).isCloseTo(4.611532276700325, within(1e-9));
        assertThat(many.rCube()).isCloseTo(98.9967200830931, within(2e-7));
    }

    @Test
    void theDensityOfTheBiasAtZero() {
        assertThat(NetworkMoments.of(InitLaw.parse("b=uniform(4)"), 1).biasDensity())
                .isEqualTo(0.125);
        // The authors' XOR case, b ~ 2 N(0,1) − 1.
        assertThat(NetworkMoments.of(InitLaw.parse("b=normal(-1,2)"), 2).biasDensity())
                .isCloseTo(Math.exp(-1.0 / 8) / Math.sqrt(8 * Math.PI), within(1e-16));
    }

    /** Nets of 20,000 neurons; the moments are the plain means, p_b(0) within 4 of its stated standard errors. */
    @ParameterizedTest
    @ValueSource(strings = {"b=uniform(2)", "b=normal(3)", "b=normal(-1,2)"})
    void netsAgainstTheirLaw(String text) {
        InitLaw law = InitLaw.parse("a=uniform(0.5),w=normal(1.2)," + text);
        for (int seed = 100; seed < 105; seed++) {
            TwoLayerNet net = new Sampling(seed).net(law, 20_000, 2);
            NetworkMoments m = NetworkMoments.of(net);
            double density = law.b().densityAtZero();
            assertThat(m.biasDensityError()).isBetween(0.005 * density, 0.03 * density);
            assertThat(m.biasDensity()).isCloseTo(density, within(4 * m.biasDensityError()));
            double sum = IntStream.range(0, net.width())
                    .mapToDouble(j -> net.a()[j]
                            * net.a()[j]
                            * Math.hypot(net.w().get(j, 0), net.w().get(j, 1)))
                    .sum();
            assertThat(m.aSquareR()).isCloseTo(sum / net.width(), within(1e-12));
            double[] own = values(m);
            double[] exact = values(NetworkMoments.of(law, 2));
            for (int q = 1; q < own.length; q++) {
                assertThat(own[q]).as("moment %d", q).isCloseTo(exact[q], within(0.06 * exact[q]));
            }
            assertThat(m.withBias(law.b()).biasDensity()).isEqualTo(density);
            assertThat(m.withBias(law.b()).biasDensityError()).isZero();
        }
    }

    @Test
    void theStandardErrorOfTheDensityIsItsScatter() {
        ParameterLaw law = new ParameterLaw.Normal(0, 3);
        Sampling random = new Sampling(110);
        Sampling.Tally density = new Sampling.Tally(1);
        double stated = 0;
        for (int net = 0; net < 400; net++) {
            NetworkMoments m = NetworkMoments.of(random.net(new InitLaw(law, law, law), 1_000, 1));
            density.add(m.biasDensity());
            stated += m.biasDensityError() / 400;
        }
        double scatter = density.error(0) * Math.sqrt(400);
        // The scatter of 400 draws is known to 3.5 %; the estimate ignores p_b(0)² / m and is a little high.
        assertThat(stated / scatter).isBetween(0.9, 1.25);
        // Smoothing lowers the peak of a normal density by less than one standard error.
        assertThat(Math.abs(density.mean(0) - law.densityAtZero())).isLessThan(stated);
    }

    @Test
    void theAntisymmetricCopyTellsNothingNew() {
        TwoLayerNet net = new Sampling(120).net(InitLaw.standard(), 2_000, 2);
        int m = net.width();
        double[] a = new double[2 * m];
        double[] b = new double[2 * m];
        DMatrixRMaj w = new DMatrixRMaj(2 * m, 2);
        for (int j = 0; j < m; j++) {
            a[j] = net.a()[j];
            a[m + j] = -a[j];
            b[j] = b[m + j] = net.b()[j];
            for (int c = 0; c < 2; c++) {
                w.set(j, c, net.w().get(j, c));
                w.set(m + j, c, net.w().get(j, c));
            }
        }
        double[] once = values(NetworkMoments.of(net));
        double[] twice = values(NetworkMoments.of(new TwoLayerNet(a, w, b)));
        assertThat(twice).containsExactly(once, within(1e-10));
        NetworkMoments single = NetworkMoments.of(net);
        NetworkMoments copied = NetworkMoments.of(new TwoLayerNet(a, w, b));
        assertThat(copied.biasDensity()).isCloseTo(single.biasDensity(), within(1e-12));
        assertThat(copied.biasDensityError()).isCloseTo(single.biasDensityError(), within(1e-12));
    }

    private static double[] values(NetworkMoments m) {
        return new double[] {
            m.biasMean(),
            m.biasSquare(),
            m.biasPositive(),
            m.biasSquarePositive(),
            m.r(),
            m.rSquare(),
            m.rCube(),
            m.aSquare(),
            m.aSquareR(),
            m.aSquareRSquare(),
            m.aSquareRCube()
        };
    }
}
