package org.fprinciple.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.InitLaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator on a box: sums over modes against closed forms, against naive loops and against one another. */
class BoxKernelTest {
    private static final Backend CPU = Backend.cpu(2);

    // ---- closed forms, d = 1

    @Test
    void cubicWeightAgainstBernoulli() {
        double side = 3.3;
        BoxKernel kernel = box(new PolyharmonicWeight(1, 0.7, 0), side, 8192);
        double worst = worstToBernoulli(kernel, 0.7, 0, side, 60);
        // Relative to K(0, 0) = A L³ π⁴/45.
        assertThat(worst / (0.7 * Math.pow(side, 3) * Math.pow(Math.PI, 4) / 45))
                .isLessThan(1e-11);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 8192", "0.3, 2, 512", "5, 0.01, 64", "1, 0, 16"})
    void theTailIsTheErrorToBernoulli(double a, double b, int modes) {
        double side = 3.3;
        BoxKernel kernel = box(new PolyharmonicWeight(1, a, b), side, modes);
        double worst = worstToBernoulli(kernel, a, b, side, 200);
        // At x = x' the error is largest; the sum lies under its integral by the midpoint rule, here by 1 % at most.
        assertThat(kernel.truncation().kernelTail(0)).isBetween(worst, 1.02 * worst);
    }

    private static double worstToBernoulli(BoxKernel kernel, double a, double b, double side, int n) {
        DMatrixRMaj x = new Sampling(200).ball(n, 1);
        DMatrixRMaj k = kernel.matrix(x, CPU);
        double worst = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double t = Math.abs(x.get(i, 0) - x.get(j, 0)) / side;
                // Σ_{k≠0} e^{2πikt}/k² = 2π² B₂(t), Σ_{k≠0} e^{2πikt}/k⁴ = −(2π)⁴ B₄(t)/24.
                double b2 = t * t - t + 1.0 / 6;
                double b4 = t * t * (t - 1) * (t - 1) - 1.0 / 30;
                double exact = a * Math.pow(side, 3) * -Math.pow(2 * Math.PI, 4) / 24 * b4
                        + b * side * 2 * Math.PI * Math.PI * b2;
                worst = Math.max(worst, Math.abs(k.get(i, j) - exact));
            }
        }
        return worst;
    }

    /** Every weight is positive, so that the error is largest at x = x': what a much larger grid adds there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | a=normal(1),w=normal(1),b=normal(3) | 32 | 1024 | 1",
                "2 | a=normal(1),w=uniform(2),b=normal(3) | 32 | 1024 | 1",
                "2 | a=normal(0.001),w=uniform(2),b=normal(3) | 16 | 512 | 0",
                "3 | a=normal(1),w=normal(1),b=normal(3) | 16 | 128 | 1.5",
                "3 | a=normal(1),w=uniform(2),b=normal(3) | 8 | 128 | 0",
                "3 | a=normal(0.001),w=uniform(2),b=normal(3) | 16 | 128 | 0",
            })
    void theTailInMoreDimensions(int d, String law, int modes, int many, double square) {
        LfpOperator operator = LfpOperator.of(InitLaw.parse(law), d).exact();
        BoxKernel small = (BoxKernel) operator.onBox(4, modes).kernel();
        BoxKernel large = (BoxKernel) operator.onBox(4, many).kernel();
        double error = large.truncation().kernelDiagonal(square)
                + large.truncation().kernelTail(square)
                - small.truncation().kernelDiagonal(square);
        assertThat(small.truncation().kernelTail(square)).isBetween(error, 1.1 * error);
    }

    @Test
    void theTailOfTanh() {
        LfpOperator operator = LfpOperator.of(
                        InitLaw.parse("w=uniform(4),b=uniform(9)"),
                        org.fprinciple.problem.Activation.TANH,
                        org.fprinciple.problem.Parametrisation.STANDARD_BIAS,
                        1)
                .exact();
        BoxKernel small = (BoxKernel) operator.onBox(4, 16).kernel();
        double error =
                ((BoxKernel) operator.onBox(4, 512).kernel()).truncation().kernelDiagonal(1)
                        - small.truncation().kernelDiagonal(1);
        // The weight falls exponentially within a mode: the midpoint rule gives more.
        assertThat(small.truncation().kernelTail(1)).isBetween(error, 1.5 * error);
    }

    // ---- naive sums

    @ParameterizedTest
    @CsvSource({
        "1, 62, FREE, false", "1, 62, FREE, true", "1, 62, LAW, true", "1, 62, VALUE, false", "1, 62, VALUE, true",
        "2, 14, FREE, false", "2, 14, LAW, false", "2, 14, LAW, true", "2, 14, VALUE, true", "3, 8, FREE, true",
        "3, 8, LAW, true", "3, 8, VALUE, false",
    })
    void matrixProductAndSpectraAgainstTheDefinition(int d, int modes, ZeroMode.Kind kind, boolean exact) {
        double side = 3;
        ZeroMode zero = kind == ZeroMode.Kind.VALUE ? ZeroMode.of(0.6) : new ZeroMode(kind, 0);
        for (String text :
                new String[] {"a=normal(1),w=normal(1.2),b=normal(3)", "a=normal(2),w=uniform(2),b=uniform(4)"}) {
            InitLaw law = InitLaw.parse(text);
            LfpOperator operator = LfpOperator.of(law, d).onBox(side, modes).zeroMode(zero);
            BoxKernel kernel = (BoxKernel) (exact ? operator.exact() : operator.simplified()).kernel();
            Sampling random = new Sampling(210 + d);
            DMatrixRMaj x = random.ball(7, d);
            DMatrixRMaj z = random.ball(9, d);
            DMatrixRMaj c = random.normals(9, 2);
            double[] atZero =
                    switch (kind) {
                        case FREE -> new double[2];
                        case VALUE -> new double[] {0.36 / Math.pow(side, d), exact ? 0.36 / Math.pow(side, d) : 0};
                        case LAW -> {
                            double a2 = law.a().secondMoment();
                            double w2 = law.w().secondMoment();
                            yield new double[] {(law.b().secondMoment() + a2) / 2, exact ? (w2 + a2) / 2 : 0};
                        }
                    };
            DMatrixRMaj naive = naive(operator.weight(), exact, atZero, side, modes, x, x);
            requireClose(kernel.matrix(x, CPU), naive);
            DMatrixRMaj mixed = naive(operator.weight(), exact, atZero, side, modes, x, z);
            DMatrixRMaj expected = new DMatrixRMaj(7, 2);
            org.ejml.dense.row.CommonOps_DDRM.mult(mixed, c, expected);
            requireClose(kernel.product(x, z, c, CPU, Progress.NONE), expected);
            requireClose(fromSpectra(kernel, kernel.spectra(z, c, CPU), x), expected);
            assertThat(kernel.freeFunctions())
                    .isEqualTo(
                            kind != ZeroMode.Kind.FREE
                                    ? FreeFunctions.NONE
                                    : exact ? FreeFunctions.AFFINE : FreeFunctions.CONSTANT);
            double[] gamma2 = kernel.gammaSquare();
            assertThat(gamma2[kernel.grid().zero()])
                    .isEqualTo(kind == ZeroMode.Kind.FREE ? Double.POSITIVE_INFINITY : atZero[0]);
            double sum = 0;
            for (int i = 0; i < gamma2.length; i++) {
                sum += i == kernel.grid().zero() ? 0 : gamma2[i];
            }
            assertThat(kernel.truncation().kernelDiagonal(0)).isCloseTo(sum, within(1e-12 * sum));
        }
    }

    /** Σ_k by as many loops as axes, from the public k̂₁ and k̂₂ alone. */
    private static DMatrixRMaj naive(
            FrequencyWeight weight,
            boolean exact,
            double[] atZero,
            double side,
            int modes,
            DMatrixRMaj x,
            DMatrixRMaj z) {
        int d = x.numCols;
        int cut = modes / 2 - 1;
        int from2 = d > 1 ? -cut : 0;
        int from3 = d > 2 ? -cut : 0;
        DMatrixRMaj sum = new DMatrixRMaj(x.numRows, z.numRows);
        for (int k1 = -cut; k1 <= cut; k1++) {
            for (int k2 = from2; k2 <= -from2; k2++) {
                for (int k3 = from3; k3 <= -from3; k3++) {
                    int[] k = {k1, k2, k3};
                    double[] xi = new double[d];
                    for (int c = 0; c < d; c++) {
                        xi[c] = k[c] / side;
                    }
                    boolean zero = k1 == 0 && k2 == 0 && k3 == 0;
                    double one = zero ? 0 : weight.k1Hat(xi) / Math.pow(side, d);
                    double two = zero ? 0 : weight.k2Hat(xi) / Math.pow(side, d);
                    for (int i = 0; i < x.numRows; i++) {
                        for (int j = 0; j < z.numRows; j++) {
                            double phase = 0;
                            double dot = 0;
                            for (int c = 0; c < d; c++) {
                                phase += 2 * Math.PI * xi[c] * (x.get(i, c) - z.get(j, c));
                                dot += x.get(i, c) * z.get(j, c);
                            }
                            double value = zero
                                    ? atZero[0] + dot * atZero[1]
                                    : (one + (exact ? 1 + dot : 1) * two) * Math.cos(phase);
                            sum.add(i, j, value);
                        }
                    }
                }
            }
        }
        return sum;
    }

    /** Σ_k (ĥ_k + x·ĝ_k) e^{2πik·x/L}; the imaginary part must vanish. */
    private static DMatrixRMaj fromSpectra(BoxKernel kernel, double[][] spectra, DMatrixRMaj x) {
        int d = x.numCols;
        int size = kernel.grid().size();
        int blocks = kernel.isExact() ? 1 + d : 1;
        int[] k = new int[d];
        DMatrixRMaj out = new DMatrixRMaj(x.numRows, spectra.length);
        for (int t = 0; t < spectra.length; t++) {
            assertThat(spectra[t]).hasSize(2 * size * blocks);
            for (int i = 0; i < x.numRows; i++) {
                double imaginary = 0;
                double real = 0;
                for (int m = 0; m < size; m++) {
                    kernel.grid().mode(m, k);
                    double phase = 0;
                    for (int c = 0; c < d; c++) {
                        phase +=
                                2 * Math.PI * k[c] * x.get(i, c) / kernel.grid().side();
                    }
                    double re = 0;
                    double im = 0;
                    for (int block = 0; block < blocks; block++) {
                        double factor = block == 0 ? 1 : x.get(i, block - 1);
                        re += factor * spectra[t][2 * (block * size + m)];
                        im += factor * spectra[t][2 * (block * size + m) + 1];
                    }
                    real += re * Math.cos(phase) - im * Math.sin(phase);
                    imaginary += re * Math.sin(phase) + im * Math.cos(phase);
                }
                out.set(i, t, real);
                assertThat(imaginary).isCloseTo(0, within(1e-11 * (1 + Math.abs(real))));
            }
        }
        return out;
    }

    @Test
    void severalChunksOfModes() {
        // 4,200 points and 1,023 pairs of modes: chunks of 998 pairs and 25.
        int n = 4_200;
        DMatrixRMaj x = new Sampling(220).ball(n, 1);
        DMatrixRMaj c = new Sampling(221).normals(n, 1);
        DMatrixRMaj targets = new Sampling(222).ball(5, 1);
        FrequencyWeight weight = new PolyharmonicWeight(1, 0.7, 0.02);
        BoxKernel kernel =
                (BoxKernel) LfpOperator.ofWeight(weight).exact().onBox(3, 2048).kernel();
        DMatrixRMaj expected = new DMatrixRMaj(5, 1);
        org.ejml.dense.row.CommonOps_DDRM.mult(naive(weight, true, new double[2], 3, 2048, targets, x), c, expected);
        requireClose(kernel.product(targets, x, c, CPU, Progress.NONE), expected);
        requireClose(fromSpectra(kernel, kernel.spectra(x, c, CPU), targets), expected);
    }

    @ParameterizedTest
    @CsvSource({"1, false, 512", "1, true, 4096", "2, false, 64", "2, true, 128", "3, false, 32", "3, true, 16"})
    void blocksFromTables(int d, boolean exact, int modes) {
        LfpOperator operator = LfpOperator.ofWeight(new PolyharmonicWeight(d, 0.7, 0.2));
        BoxKernel kernel = (BoxKernel)
                (exact ? operator.exact() : operator).onBox(2.5, modes).kernel();
        DMatrixRMaj x = new Sampling(230).ball(40, d);
        DMatrixRMaj z = new Sampling(231).ball(7, d);
        KernelBlocks blocks = kernel.blocks(CPU);
        double largest = Points.maxNorm(kernel.matrix(x, CPU).data);
        assertThat(blocks.of(x, x).data).containsExactly(kernel.block(x, x).data, within(blocks.error() * largest));
        assertThat(blocks.of(x, z).data).containsExactly(kernel.block(x, z).data, within(blocks.error() * largest));
    }

    @Test
    void productsThatKeepTheirPlans() {
        BoxKernel kernel = (BoxKernel) LfpOperator.ofWeight(new PolyharmonicWeight(2, 0.7, 0.2))
                .exact()
                .onBox(2.5, 64)
                .kernel();
        DMatrixRMaj x = new Sampling(232).ball(200, 2);
        var products = kernel.products(x, CPU);
        for (int seed = 0; seed < 2; seed++) {
            DMatrixRMaj c = new Sampling(seed).normals(200, 1);
            DMatrixRMaj expected = kernel.product(x, x, c, CPU, Progress.NONE);
            Vec v = CPU.vector(200);
            v.set(c.data);
            Vec image = v.like();
            products.multiply(v, image);
            assertThat(image.toArray()).containsExactly(expected.data, within(1e-12 * Points.maxNorm(expected.data)));
        }
    }

    @Test
    void boxesThatAreTooSmallAreRefused() {
        Kernel kernel = box(new PolyharmonicWeight(2, 1, 1), 2, 8);
        DMatrixRMaj x = new DMatrixRMaj(2, 2, true, 0, -1, 0.5, 1);
        assertThatThrownBy(() -> kernel.requireCovers(x))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("axis 2");
        box(new PolyharmonicWeight(2, 1, 1), 2.1, 8).requireCovers(x);
    }

    private static BoxKernel box(FrequencyWeight weight, double side, int modes) {
        return (BoxKernel) LfpOperator.ofWeight(weight).onBox(side, modes).kernel();
    }

    private static void requireClose(DMatrixRMaj actual, DMatrixRMaj expected) {
        double largest = Points.maxNorm(expected.data);
        assertThat(actual.numRows).isEqualTo(expected.numRows);
        assertThat(actual.numCols).isEqualTo(expected.numCols);
        assertThat(actual.data).containsExactly(expected.data, within(1e-12 * largest));
    }
}
