package org.fprinciple.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pruned transforms against their definition. */
class FftTest {
    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend() {
        return Backend.cpu(2);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 2", "1, 7, 16", "1, 20, 90", "2, 3, 8", "2, 5, 21", "2, 9, 40", "3, 2, 6", "3, 3, 17", "3, 4, 40"
    })
    void bothDirectionsAgainstTheDefinition(int d, int cutoff, int least) {
        Backend backend = backend();
        HalfSpectrum spectrum = new HalfSpectrum(d, cutoff);
        FftPlan plan = backend.fft(spectrum, least);
        int m = plan.gridSize();
        assertThat(m).isGreaterThanOrEqualTo(least);
        // The grid as points of a box of side M, and its transform as the slow non-uniform one.
        int points = (int) Math.pow(m, d);
        double[] x = new double[points * d];
        for (int i = 0; i < points; i++) {
            int rest = i;
            for (int a = d - 1; a >= 0; a--) {
                x[i * d + a] = rest % m;
                rest /= m;
            }
        }
        double[] modes = NufftTest.hermitian(spectrum, new SplittableRandom(3));
        Vec from = backend.vector(spectrum.length());
        from.set(modes);
        Vec grid = plan.grid();
        plan.toGrid(from, grid);
        assertThat(from.toArray()).isEqualTo(modes);
        double[] values = new double[points];
        double[] padded = grid.toArray();
        int stride = d == 1 ? m : padded.length / (int) Math.pow(m, d - 1);
        for (int i = 0; i < points; i++) {
            values[i] = padded[i / m * stride + i % m];
        }
        assertThat(NufftTest.error(values, NufftTest.slowType2(spectrum, m, x, modes)))
                .isLessThan(1e-14);

        Vec back = backend.vector(spectrum.length());
        plan.toModes(grid, back);
        assertThat(NufftTest.error(back.toArray(), NufftTest.slowType1(spectrum, m, x, values)))
                .isLessThan(1e-14);
    }
}
