package org.fprinciple.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.KernelProduct;
import org.fprinciple.backend.PairKernel;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.ParameterLaw;
import org.fprinciple.problem.Parametrisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products with kernels of R^d on a backend against sums over their definitions, pair by pair. */
class KernelProductTest {
    private static final double SIGMA_A = 0.7;
    private static final double SIGMA_W = 1.3;
    private static final double SIGMA_B = 2.1;
    private static final double MEAN_B = 0.6;

    private final Backend backend = backend();
    private final SplittableRandom random = new SplittableRandom(5);

    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend() {
        return Backend.cpu(2);
    }

    /** The kernels, each with its definition. */
    enum Case {
        SIMPLIFIED {
            @Override
            Kernel kernel(int d) {
                return law(d).kernel();
            }

            @Override
            double value(double[] x, double[] z) {
                return weights(x, z, 0);
            }
        },
        EXACT {
            @Override
            Kernel kernel(int d) {
                return law(d).exact().kernel();
            }

            @Override
            double value(double[] x, double[] z) {
                return weights(x, z, 1);
            }
        },
        EXACT_WITH_LAW {
            @Override
            Kernel kernel(int d) {
                return law(d).exact().zeroMode(ZeroMode.LAW).kernel();
            }

            @Override
            double value(double[] x, double[] z) {
                return weights(x, z, 1)
                        + (SIGMA_B * SIGMA_B + SIGMA_W * SIGMA_W * dot(x, z)) / 2
                        + SIGMA_A * SIGMA_A * (1 + dot(x, z)) / 2;
            }
        },
        ZHANG_WITH_LAW {
            @Override
            Kernel kernel(int d) {
                return zhang().zeroMode(ZeroMode.LAW).kernel();
            }

            @Override
            double value(double[] x, double[] z) {
                double u = x[0] - z[0];
                FrequencyWeight weight = zhang().weight();
                double r2 = SIGMA_W * SIGMA_W;
                double a2 = SIGMA_A * SIGMA_A;
                double b2 = MEAN_B * MEAN_B + SIGMA_B * SIGMA_B;
                return weight.k1(new double[] {u})
                        + weight.k2(new double[] {u})
                        + (r2 + a2) / 2 * (b2 + MEAN_B * (x[0] + z[0]) + x[0] * z[0])
                        + a2 * r2 / 2;
            }
        },
        INFINITE_WIDTH {
            @Override
            Kernel kernel(int d) {
                return InfiniteWidthKernel.of(InitLaw.gaussian(SIGMA_A, SIGMA_W, SIGMA_B), d);
            }

            @Override
            double value(double[] x, double[] z) {
                double gram = SIGMA_W * SIGMA_W * dot(x, z) + SIGMA_B * SIGMA_B;
                double length = Math.sqrt((SIGMA_W * SIGMA_W * dot(x, x) + SIGMA_B * SIGMA_B)
                        * (SIGMA_W * SIGMA_W * dot(z, z) + SIGMA_B * SIGMA_B));
                double theta = Math.acos(Math.max(-1, Math.min(1, gram / length)));
                return (length * Math.sin(theta) + (Math.PI - theta) * gram) / (2 * Math.PI)
                        + SIGMA_A * SIGMA_A * (1 + dot(x, z)) * (Math.PI - theta) / (2 * Math.PI);
            }
        },
        /** Without a formula that a device knows. */
        TANH {
            @Override
            Kernel kernel(int d) {
                return tanh(d).kernel();
            }

            @Override
            double value(double[] x, double[] z) {
                double[] u = difference(x, z);
                return tanh(u.length).weight().k1(u) + tanh(u.length).weight().k2(u);
            }
        };

        abstract Kernel kernel(int d);

        abstract double value(double[] x, double[] z);

        static LfpOperator law(int d) {
            return LfpOperator.of(InitLaw.gaussian(SIGMA_A, SIGMA_W, SIGMA_B), d);
        }

        static LfpOperator zhang() {
            InitLaw law = InitLaw.gaussian(SIGMA_A, SIGMA_W, SIGMA_B);
            return LfpOperator.of(
                    new InitLaw(law.a(), law.w(), ParameterLaw.parse("normal(" + MEAN_B + "," + SIGMA_B + ")")),
                    Activation.RELU,
                    Parametrisation.ZHANG2019,
                    1);
        }

        static LfpOperator tanh(int d) {
            return LfpOperator.of(InitLaw.standard(), Activation.TANH, Parametrisation.STANDARD_BIAS, d);
        }

        static double weights(double[] x, double[] z, double cross) {
            double[] u = difference(x, z);
            FrequencyWeight weight = law(u.length).weight();
            return weight.k1(u) + (1 + cross * dot(x, z)) * weight.k2(u);
        }

        static double[] difference(double[] x, double[] z) {
            double[] u = new double[x.length];
            for (int a = 0; a < u.length; a++) {
                u[a] = x[a] - z[a];
            }
            return u;
        }

        static double dot(double[] x, double[] z) {
            double sum = 0;
            for (int a = 0; a < x.length; a++) {
                sum += x[a] * z[a];
            }
            return sum;
        }
    }

    private DMatrixRMaj points(int n, int d) {
        DMatrixRMaj x = new DMatrixRMaj(n, d);
        for (int i = 0; i < x.data.length; i++) {
            x.data[i] = 2 * random.nextDouble() - 1;
        }
        return x;
    }

    private Vec vector(int n) {
        Vec v = backend.vector(n);
        v.set(random.doubles(n, -1, 1).toArray());
        return v;
    }

    @ParameterizedTest
    @CsvSource({
        "SIMPLIFIED, 1, 130, 257, 1",
        "SIMPLIFIED, 2, 1, 1, 1",
        "SIMPLIFIED, 2, 300, 1000, 9",
        "SIMPLIFIED, 3, 127, 513, 2",
        "SIMPLIFIED, 10, 129, 300, 1",
        "SIMPLIFIED, 300, 20, 30, 1",
        "EXACT, 1, 5, 700, 1",
        "EXACT, 3, 140, 90, 3",
        "EXACT, 10, 33, 129, 8",
        "EXACT_WITH_LAW, 2, 200, 301, 1",
        "EXACT_WITH_LAW, 140, 31, 17, 2",
        "ZHANG_WITH_LAW, 1, 129, 300, 1",
        "INFINITE_WIDTH, 1, 129, 300, 1",
        "INFINITE_WIDTH, 2, 70, 41, 17",
        "INFINITE_WIDTH, 10, 129, 260, 1",
        "INFINITE_WIDTH, 200, 9, 11, 2",
        "TANH, 1, 30, 40, 3"
    })
    void theSumOverTheDefinition(Case kind, int d, int p, int n, int q) {
        Kernel kernel = kind.kernel(d);
        DMatrixRMaj x = points(p, d);
        DMatrixRMaj z = points(n, d);
        // A target on a source: there the kernels have their kink.
        System.arraycopy(z.data, 0, x.data, 0, d);
        Vec[] v = new Vec[q];
        Vec[] out = new Vec[q];
        for (int t = 0; t < q; t++) {
            v[t] = vector(n);
            out[t] = vector(p);
        }
        KernelProduct product = backend.kernelProduct((PairKernel) kernel, x, z);
        AtomicLong progress = new AtomicLong();
        product.multiply(v, out, new Progress() {
            @Override
            public void phase(String what, long steps) {}

            @Override
            public void advance(long steps) {
                progress.addAndGet(steps);
            }
        });
        assertThat(progress.get()).isEqualTo(p);
        for (int t = 0; t < q; t++) {
            double[] c = v[t].toArray();
            double[] sums = out[t].toArray();
            for (int i = 0; i < p; i++) {
                double sum = 0;
                double size = 0;
                for (int j = 0; j < n; j++) {
                    double k = kind.value(PairwiseKernel.point(x, i), PairwiseKernel.point(z, j));
                    sum += k * c[j];
                    size += Math.abs(k * c[j]);
                }
                // acos near 1 has half the digits.
                double tolerance = kind == Case.INFINITE_WIDTH ? 3e-8 / n : 1e-15 * Math.sqrt(n + d);
                assertThat(Math.abs(sums[i] - sum))
                        .as("target %d of vector %d", i, t)
                        .isLessThanOrEqualTo((tolerance + 1e-14) * size);
            }
        }
        Vec again = out[0].like();
        product.multiply(v[0], again);
        assertThat(again.toArray()).isEqualTo(out[0].toArray());
    }

    @Test
    void theSameThroughTheKernel() {
        Kernel kernel = Case.EXACT_WITH_LAW.kernel(3);
        DMatrixRMaj x = points(70, 3);
        DMatrixRMaj z = points(40, 3);
        DMatrixRMaj c = points(40, 4);
        DMatrixRMaj product = kernel.product(x, z, c, backend, Progress.NONE);
        DMatrixRMaj block = kernel.block(x, z);
        for (int i = 0; i < 70; i++) {
            for (int t = 0; t < 4; t++) {
                double sum = 0;
                for (int j = 0; j < 40; j++) {
                    sum += block.get(i, j) * c.get(j, t);
                }
                assertThat(product.get(i, t)).isCloseTo(sum, org.assertj.core.data.Offset.offset(1e-12));
            }
        }
    }

    @Test
    void vectorsMustFit() {
        KernelProduct product =
                backend.kernelProduct((PairKernel) Case.SIMPLIFIED.kernel(2), points(5, 2), points(4, 2));
        assertThatThrownBy(() -> product.multiply(vector(5), vector(5))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> product.multiply(vector(4), vector(4))).isInstanceOf(IllegalArgumentException.class);
    }
}
