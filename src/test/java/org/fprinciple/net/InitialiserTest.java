package org.fprinciple.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.SlowNet;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.ParameterLaw;
import org.fprinciple.problem.Parametrisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nets as drawn. */
class InitialiserTest {
    private static final NetForm FORM = new NetForm(Activation.RELU, Parametrisation.STANDARD_BIAS, 1);
    private static final InitLaw LAW = InitLaw.parse("a=normal(0.7),w=uniform(1.5),b=normal(-0.5,2)");

    /** a (m), b (m), columns of w (m each). */
    private static double[] theta(NeuronSource source) {
        return SlowNet.of(source, FORM).theta;
    }

    /** Moments of the law: E x, E (x−μ)², E (x−μ)³, E (x−μ)⁴, and variances of the same powers. */
    private static double[][] moments(ParameterLaw law) {
        if (law instanceof ParameterLaw.Normal normal) {
            double s2 = normal.sigma() * normal.sigma();
            return new double[][] {{0, s2, 0, 3 * s2 * s2}, {s2, 2 * s2 * s2, 15 * s2 * s2 * s2, 96 * s2 * s2 * s2 * s2}
            };
        }
        double c2 = Math.pow(((ParameterLaw.Uniform) law).halfWidth(), 2);
        return new double[][] {
            {0, c2 / 3, 0, c2 * c2 / 5},
            {c2 / 3, c2 * c2 * (1 / 5.0 - 1 / 9.0), c2 * c2 * c2 / 7, c2 * c2 * c2 * c2 * (1 / 9.0 - 1 / 25.0)}
        };
    }

    /** 400,000 neurons, seeds 1 to 3: moments to the fourth within 4 standard errors, closed forms of their scatter. */
    @ParameterizedTest
    @ValueSource(strings = {"a=normal(0.7),w=uniform(1.5),b=normal(-0.5,2)", "a=uniform(0.3),w=normal(1),b=uniform(4)"})
    void momentsOfTheLaws(String text) {
        InitLaw law = InitLaw.parse(text);
        int m = 400_000;
        for (long seed = 1; seed <= 3; seed++) {
            double[] theta = theta(new Initialiser(law, m, 2, false, seed, 0));
            ParameterLaw[] laws = {law.a(), law.b(), law.w(), law.w()};
            for (int row = 0; row < 4; row++) {
                double[][] exact = moments(laws[row]);
                for (int power = 1; power <= 4; power++) {
                    double sum = 0;
                    for (int j = 0; j < m; j++) {
                        sum += Math.pow(theta[row * m + j] - laws[row].mean(), power);
                    }
                    assertThat(sum / m)
                            .as("row %d, power %d, seed %d", row, power, seed)
                            .isCloseTo(exact[0][power - 1], within(4 * Math.sqrt(exact[1][power - 1] / m)));
                }
            }
        }
    }

    /** Shares of 16 cells of equal probability, 400,000 neurons: χ² of 15 degrees between 2 (0.01 %) and 15 + 4 √30. */
    @Test
    void uniformCellsAreFilledEvenly() {
        int m = 400_000;
        double[] theta =
                theta(new Initialiser(InitLaw.parse("a=uniform(1),b=uniform(1),w=uniform(1)"), m, 1, false, 5, 0));
        for (int row = 0; row < 3; row++) {
            double[] counts = new double[16];
            for (int j = 0; j < m; j++) {
                counts[Math.min(15, (int) ((theta[row * m + j] + 1) * 8))]++;
            }
            double square = Arrays.stream(counts)
                    .map(c -> (c - m / 16.0) * (c - m / 16.0) / (m / 16.0))
                    .sum();
            assertThat(square).isBetween(2.0, 15 + 4 * Math.sqrt(30));
        }
    }

    private static double correlation(double[] u, double[] v) {
        double uv = 0;
        double uu = 0;
        double vv = 0;
        for (int j = 0; j < u.length; j++) {
            uv += u[j] * v[j];
            uu += u[j] * u[j];
            vv += v[j] * v[j];
        }
        return uv / Math.sqrt(uu * vv);
    }

    /** 100,000 neurons of centred laws: correlations and those of squares lie within 4/√m of 0. */
    @Test
    void neuronsReplicasSeedsAndParametersAreIndependent() {
        int m = 100_000;
        InitLaw law = InitLaw.gaussian(1, 1, 1);
        double[][] nets = {
            theta(new Initialiser(law, m, 2, false, 7, 0)),
            theta(new Initialiser(law, m, 2, false, 7, 1)),
            theta(new Initialiser(law, m, 2, false, 8, 0)),
            theta(new Initialiser(law, m, 2, false, 7 + (1L << 32), 0))
        };
        double[][] rows = new double[4 * nets.length + 1][];
        for (int k = 0; k < 4 * nets.length; k++) {
            rows[k] = Arrays.copyOfRange(nets[k / 4], k % 4 * m, (k % 4 + 1) * m);
        }
        // The neighbour's a.
        rows[4 * nets.length] = new double[m];
        System.arraycopy(nets[0], 1, rows[4 * nets.length], 0, m - 1);
        double allowed = 4 / Math.sqrt(m);
        for (int p = 0; p < rows.length; p++) {
            for (int q = 0; q < p; q++) {
                assertThat(Math.abs(correlation(rows[p], rows[q])))
                        .as("%d %d", p, q)
                        .isLessThan(allowed);
                double[] u = Arrays.stream(rows[p]).map(v -> v * v - 1).toArray();
                double[] v = Arrays.stream(rows[q]).map(w -> w * w - 1).toArray();
                assertThat(Math.abs(correlation(u, v)))
                        .as("squares %d %d", p, q)
                        .isLessThan(allowed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void blocksAreTheWhole(boolean antisymmetric) {
        Initialiser whole = new Initialiser(LAW, 50, 3, antisymmetric, 11, 4);
        double[] a = new double[50];
        double[] w = new double[150];
        double[] b = new double[50];
        whole.read(0, 50, a, w, b);
        for (int from = 0; from < 50; from += 7) {
            int count = Math.min(7, 50 - from);
            double[] a7 = new double[7];
            double[] w7 = new double[21];
            double[] b7 = new double[7];
            whole.read(from, count, a7, w7, b7);
            for (int j = 0; j < count; j++) {
                assertThat(a7[j]).isEqualTo(a[from + j]);
                assertThat(b7[j]).isEqualTo(b[from + j]);
                for (int c = 0; c < 3; c++) {
                    assertThat(w7[3 * j + c]).isEqualTo(w[3 * (from + j) + c]);
                }
            }
        }
        for (double value : w) {
            assertThat((double) (float) value).isEqualTo(value);
        }
    }

    @Test
    void widerNetsShareNeurons() {
        double[] narrow = theta(new Initialiser(LAW, 30, 2, false, 1, 2));
        double[] wide = theta(new Initialiser(LAW, 77, 2, false, 1, 2));
        for (int row = 0; row < 4; row++) {
            assertThat(Arrays.copyOfRange(wide, row * 77, row * 77 + 30))
                    .isEqualTo(Arrays.copyOfRange(narrow, row * 30, row * 30 + 30));
        }
        // The neurons of an antisymmetric net are those of one of half the width.
        double[] pairs = theta(new Initialiser(LAW, 60, 2, true, 1, 2));
        for (int row = 0; row < 4; row++) {
            for (int j = 0; j < 30; j++) {
                double there = narrow[row * 30 + j];
                assertThat(pairs[row * 60 + 2 * j]).isEqualTo(there);
                assertThat(pairs[row * 60 + 2 * j + 1]).isEqualTo(row == 0 ? -there : there);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void anAntisymmetricNetIsZero(Precision precision) {
        for (Activation activation : Activation.values()) {
            for (int d = 1; d <= 4; d++) {
                int n = 90;
                DeviceNet net = Backend.cpu(2)
                        .net(
                                new Initialiser(LAW, 5002, d, true, 3, 0),
                                new NetForm(activation, Parametrisation.STANDARD_BIAS, 1),
                                precision);
                for (NetPlan.Choice choice : NetPlan.Choice.values()) {
                    if (choice == NetPlan.Choice.SORTED && (d > 1 || activation == Activation.TANH)) {
                        continue;
                    }
                    NetPlan plan = net.plan(n, choice);
                    plan.setSamples(SlowNet.uniform(n * d, new java.util.SplittableRandom(d)), new double[n], n);
                    double rms = Math.sqrt(plan.evaluate(net.start()) / n);
                    // Fused multiply-add rounds a σ in the first of two neurons, but not −a σ in the second.
                    boolean fused = plan.method().contains("Vector API");
                    assertThat(rms)
                            .as("%s %s d = %d", activation, choice, d)
                            .isBetween(0.0, fused ? 3e-8 * Math.sqrt(5002) : 0);
                }
            }
        }
    }

    @Test
    void widthsAreChecked() {
        assertThatThrownBy(() -> new Initialiser(LAW, 0, 1, false, 0, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("width 0");
        assertThatThrownBy(() -> new Initialiser(LAW, 7, 1, true, 0, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("even");
    }
}
