package org.fprinciple.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftTest;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.PointFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The right-hand side of the dynamics on a box against sums over samples and modes, on every backend. */
class RightHandSideTest {
    private static final double SIDE = 3.2;

    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend() {
        return Backend.cpu(2);
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, 64, 40",
        "1, true, 64, 40",
        "2, false, 14, 60",
        "2, true, 14, 60",
        "3, false, 8, 50",
        "3, true, 6, 50"
    })
    void theRightHandSideAgainstSlowSums(int d, boolean exact, int modes, int n) {
        try (Backend backend = backend()) {
            SplittableRandom random = new SplittableRandom(9);
            DMatrixRMaj x =
                    DMatrixRMaj.wrap(n, d, random.doubles((long) n * d, -1, 1).toArray());
            Dataset data = Dataset.of(x, random.doubles(n, -1, 1).toArray());
            LfpOperator lfp = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d);
            BoxKernel kernel = (BoxKernel) (exact ? lfp.exact() : lfp)
                    .onBox(SIDE, modes)
                    .zeroMode(ZeroMode.LAW)
                    .kernel();
            SpectralOperator operator =
                    SpectralOperator.of(kernel, data, PointFunction.ZERO, backend, 1e-13, Progress.NONE);
            int length = operator.spectrum().length();
            int fields = operator.rightSide().length() / length;
            Vec z = operator.rightSide().like();
            double[][] coordinates = new double[fields][];
            for (int f = 0; f < fields; f++) {
                coordinates[f] = hermitian(operator.spectrum(), random);
                z.slice(f * length, length).set(coordinates[f]);
            }
            Vec image = z.like();
            operator.apply(z, image);
            double[] expected = slow(kernel, operator.spectrum(), x, coordinates);
            assertThat(NufftTest.error(image.toArray(), expected)).isLessThan(1e-12);

            SpectralOperator onCpu =
                    SpectralOperator.of(kernel, data, PointFunction.ZERO, Backend.cpu(2), 1e-13, Progress.NONE);
            assertThat(NufftTest.error(
                            operator.rightSide().toArray(), onCpu.rightSide().toArray()))
                    .isLessThan(1e-12);
            assertThat(operator.targetNorm()).isEqualTo(onCpu.targetNorm());
        }
    }

    private static double[] hermitian(HalfSpectrum spectrum, SplittableRandom random) {
        double[] x = random.doubles(30L * spectrum.dimension(), 0, SIDE).toArray();
        return NufftTest.slowType1(spectrum, SIDE, x, random.doubles(30, -1, 1).toArray());
    }

    /** Φᵀ Φ z, sample by sample and mode by mode. */
    private static double[] slow(BoxKernel kernel, HalfSpectrum spectrum, DMatrixRMaj x, double[][] z) {
        int n = x.numRows;
        int d = x.numCols;
        double[] h = new double[n];
        double[][] scale = new double[z.length][spectrum.length()];
        for (int f = 0; f < z.length; f++) {
            double[] gamma = kernel.amplitudes(f, spectrum);
            double[] modes = new double[spectrum.length()];
            for (int i = 0; i < modes.length; i++) {
                double root = i / 2 % (spectrum.cutoff() + 1) == 0 ? 1 : Math.sqrt(2);
                modes[i] = gamma[i / 2] / root * z[f][i];
                scale[f][i] = gamma[i / 2] * root;
            }
            double[] values = NufftTest.slowType2(spectrum, SIDE, x.data, modes);
            for (int i = 0; i < n; i++) {
                h[i] += (f == 0 ? 1 : x.data[i * d + f - 1]) * values[i];
            }
        }
        double[] image = new double[z.length * spectrum.length()];
        for (int f = 0; f < z.length; f++) {
            double[] c = new double[n];
            for (int i = 0; i < n; i++) {
                c[i] = (f == 0 ? 1 : x.data[i * d + f - 1]) * h[i];
            }
            double[] modes = NufftTest.slowType1(spectrum, SIDE, x.data, c);
            for (int i = 0; i < modes.length; i++) {
                image[f * modes.length + i] = scale[f][i] * modes[i];
            }
        }
        return image;
    }
}
