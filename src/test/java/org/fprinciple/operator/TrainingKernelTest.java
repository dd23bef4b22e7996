package org.fprinciple.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.Scaling;
import org.fprinciple.problem.TwoLayerNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kernel of training, zero mode included, against the mean over sampled neurons of the products of gradients,
 * σ(z)σ(z') + a² (∂z·∂z') σ'(z)σ'(z'), which is its definition. Neither p_b(0) nor a moment enters the oracle.
 *
 * <p>1,000,000 neurons, 5 points in the unit ball; the standard error of an entry is 0.1 to 0.4 % of the largest one.
 */
class TrainingKernelTest {
    private static final int NEURONS = 1_000_000;
    private static final int POINTS = 5;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Uniform biases on [−8, 8] cover 8 standard deviations of w·x: the kernel is exact.
                "1 | a=normal(0.8),w=normal(1),b=uniform(8)",
                "2 | a=normal(0.8),w=normal(1),b=uniform(8)",
                "3 | a=normal(0.8),w=normal(1),b=uniform(8)",
                // |w·x| ≤ √d for w in the unit cube.
                "1 | a=uniform(2),w=uniform(1),b=uniform(1.1)",
                "2 | a=uniform(2),w=uniform(1),b=uniform(1.5)",
                "3 | a=uniform(2),w=uniform(1),b=uniform(1.8)",
                // Wide normal biases: the kernel's own error is under 0.01 %, see InfiniteWidthKernelTest.
                "1 | a=normal(2),w=normal(1),b=normal(8)",
                "2 | a=normal(2),w=normal(1),b=normal(8)",
                "3 | a=normal(2),w=normal(1),b=normal(8)",
                // Biases with a mean: neurons are on with P(b > 0) = 0.31.
                "1 | a=normal(2),w=normal(1),b=normal(-5,10)",
                "2 | a=normal(2),w=normal(1),b=normal(-5,10)",
                "2 | a=normal(2),w=uniform(2),b=normal(8)",
                "3 | a=normal(2),w=uniform(2),b=normal(8)",
            })
    void reluWithTheBiasInTheStandardPlace(int d, String law) {
        requireWithinFourErrors(InitLaw.parse(law), Activation.RELU, Parametrisation.STANDARD_BIAS, d);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            // tanh is flat 8 beyond its centre; |w·x| ≤ 2 √d.
            value = {
                "1 | a=normal(0.8),w=uniform(2),b=uniform(12)",
                "2 | a=normal(0.8),w=uniform(2),b=uniform(12)",
                "3 | a=normal(0.8),w=uniform(2),b=uniform(12)",
                "1 | a=normal(0.8),w=normal(1),b=uniform(16)",
                "3 | a=normal(0.8),w=normal(1),b=uniform(16)",
            })
    void tanh(int d, String law) {
        requireWithinFourErrors(InitLaw.parse(law), Activation.TANH, Parametrisation.STANDARD_BIAS, d);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            // Here the bias covers the data where its support holds −x, whatever w is.
            value = {
                "a=normal(0.8),w=normal(1.5),b=uniform(1.2)",
                "a=uniform(2),w=uniform(1),b=uniform(3)",
                "a=uniform(2),w=normal(1),b=normal(8)",
            })
    void zhang2019(String law) {
        InitLaw init = InitLaw.parse(law);
        requireWithinFourErrors(init, Activation.RELU, Parametrisation.ZHANG2019, 1);
        // There is no x·x' k₂: the term would be seen.
        DMatrixRMaj x = new Sampling(5).ball(POINTS, 1);
        assertThat(kernel(init, Activation.RELU, Parametrisation.ZHANG2019, x, true).data)
                .as("zhang2019: exact is simplified")
                .containsExactly(kernel(init, Activation.RELU, Parametrisation.ZHANG2019, x, false).data);
    }

    @Test
    void theTermDroppedBySimplifiedIsSeen() {
        // So the agreement above is no accident of small terms.
        InitLaw law = InitLaw.parse("a=uniform(2),w=uniform(1),b=uniform(1.5)");
        DMatrixRMaj x = new Sampling(12).ball(POINTS, 2);
        Sampling.Tally sample = sample(law, Activation.RELU, Parametrisation.STANDARD_BIAS, x, 12);
        double[] simplified = kernel(law, Activation.RELU, Parametrisation.STANDARD_BIAS, x, false).data;
        assertThat(worst(simplified, sample)).isGreaterThan(20);
        // So would be a C of half the size.
        LfpOperator exact = LfpOperator.of(law, 2).exact();
        double[] half = exact.kernel().matrix(x, Backend.cpu(1)).data;
        double[] whole = kernel(law, Activation.RELU, Parametrisation.STANDARD_BIAS, x, true).data;
        assertThat(worst(whole, sample)).isLessThan(4);
        for (int i = 0; i < half.length; i++) {
            half[i] = whole[i] - half[i] / 2;
        }
        assertThat(worst(half, sample)).isGreaterThan(20);
    }

    /**
     * t = learning rate × steps × c × m s²: one small step of gradient descent on the loss, its gradient by central
     * differences, moves f by −t Σ_i K(·, x_i) (f(x_i) − y_i) with K the mean over this net's neurons.
     */
    @ParameterizedTest
    @CsvSource({"NTK, HALF_SUM", "NTK, SUM", "NTK, MEAN", "STANDARD, SUM", "STANDARD, MEAN"})
    void theClockOfGradientDescent(Scaling scaling, Loss loss) {
        int m = 50;
        TwoLayerNet net = new Sampling(30).net(InitLaw.standard(), m, 2);
        DMatrixRMaj x = new Sampling(31).ball(POINTS, 2);
        double[] y = new Sampling(32).normals(POINTS, 1).data;
        double s = scaling.factor(m);
        double[] f = net.evaluate(x, Activation.RELU, Parametrisation.STANDARD_BIAS, s);
        double[][] parameters = {net.a(), net.w().data, net.b()};
        double[][] gradient = new double[3][];
        double e = 1e-5;
        for (int p = 0; p < 3; p++) {
            gradient[p] = new double[parameters[p].length];
            for (int q = 0; q < gradient[p].length; q++) {
                double start = parameters[p][q];
                parameters[p][q] = start + e;
                double up = loss(net, x, y, s, loss);
                parameters[p][q] = start - e;
                gradient[p][q] = (up - loss(net, x, y, s, loss)) / (2 * e);
                parameters[p][q] = start;
            }
        }
        double[] expected = new double[POINTS];
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < POINTS; i++) {
                for (int k = 0; k < POINTS; k++) {
                    double p = x.get(i, 0) * net.w().get(j, 0)
                            + x.get(i, 1) * net.w().get(j, 1)
                            + net.b()[j];
                    double q = x.get(k, 0) * net.w().get(j, 0)
                            + x.get(k, 1) * net.w().get(j, 1)
                            + net.b()[j];
                    if (p > 0 && q > 0) {
                        double inner = 1 + x.get(i, 0) * x.get(k, 0) + x.get(i, 1) * x.get(k, 1);
                        expected[i] -= (p * q + net.a()[j] * net.a()[j] * inner) / m * (f[k] - y[k]);
                    }
                }
            }
        }
        double rate = 1e-6 / (m * s * s);
        for (int p = 0; p < 3; p++) {
            for (int q = 0; q < gradient[p].length; q++) {
                parameters[p][q] -= rate * gradient[p][q];
            }
        }
        double[] after = net.evaluate(x, Activation.RELU, Parametrisation.STANDARD_BIAS, s);
        double time = rate * 1 * loss.factor(POINTS) * m * s * s;
        for (int i = 0; i < POINTS; i++) {
            assertThat((after[i] - f[i]) / time).isCloseTo(expected[i], within(1e-3 * Points.maxNorm(expected)));
        }
    }

    private static double loss(TwoLayerNet net, DMatrixRMaj x, double[] y, double s, Loss loss) {
        double[] f = net.evaluate(x, Activation.RELU, Parametrisation.STANDARD_BIAS, s);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (f[i] - y[i]) * (f[i] - y[i]);
        }
        return loss.of(sum, y.length);
    }

    private static void requireWithinFourErrors(InitLaw law, Activation activation, Parametrisation place, int d) {
        DMatrixRMaj x = new Sampling(10 + d).ball(POINTS, d);
        Sampling.Tally sample = sample(law, activation, place, x, 20 + d);
        double[] kernel = kernel(law, activation, place, x, place == Parametrisation.STANDARD_BIAS).data;
        assertThat(worst(kernel, sample))
                .as("difference in standard errors, %s, %s, d = %d", law, activation, d)
                .isLessThan(4);
    }

    private static double worst(double[] kernel, Sampling.Tally sample) {
        double worst = 0;
        for (int i = 0; i < kernel.length; i++) {
            worst = Math.max(worst, Math.abs(kernel[i] - sample.mean(i)) / sample.error(i));
        }
        return worst;
    }

    private static DMatrixRMaj kernel(
            InitLaw law, Activation activation, Parametrisation place, DMatrixRMaj x, boolean exact) {
        LfpOperator operator = LfpOperator.of(law, activation, place, x.numCols).zeroMode(ZeroMode.LAW);
        return (exact ? operator.exact() : operator.simplified()).kernel().matrix(x, Backend.cpu(1));
    }

    /** The definition, neuron by neuron; entries in C order. */
    private static Sampling.Tally sample(
            InitLaw law, Activation activation, Parametrisation place, DMatrixRMaj x, long seed) {
        int n = x.numRows;
        int d = x.numCols;
        boolean zhang = place == Parametrisation.ZHANG2019;
        Sampling random = new Sampling(seed);
        Sampling.Tally tally = new Sampling.Tally(n * n);
        double[] w = new double[d];
        double[] value = new double[n];
        double[] slope = new double[n];
        double[] products = new double[n * n];
        for (int neuron = 0; neuron < NEURONS; neuron++) {
            double a = random.draw(law.a());
            double b = random.draw(law.b());
            for (int c = 0; c < d; c++) {
                w[c] = random.draw(law.w());
            }
            for (int i = 0; i < n; i++) {
                double z = zhang ? w[0] * b : b;
                for (int c = 0; c < d; c++) {
                    z += w[c] * x.get(i, c);
                }
                value[i] = activation.value(z);
                slope[i] = activation == Activation.TANH ? 1 - value[i] * value[i] : z > 0 ? 1 : 0;
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double inner = 1;
                    for (int c = 0; c < d; c++) {
                        inner += x.get(i, c) * x.get(j, c);
                    }
                    if (zhang) {
                        // z = w (x + b): ∂z/∂w = x + b, ∂z/∂b = w.
                        inner = (x.get(i, 0) + b) * (x.get(j, 0) + b) + w[0] * w[0];
                    }
                    products[i * n + j] = value[i] * value[j] + a * a * inner * slope[i] * slope[j];
                }
            }
            tally.add(products);
        }
        return tally;
    }
}
