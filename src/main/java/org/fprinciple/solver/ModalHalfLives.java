package org.fprinciple.solver;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.ResidualSpectrum;

/**
 * The first time at which |û_ρ| of a frequency has fallen to half of its start, where û_ρ(t) = Σ_j g_j e^{−λ_j t} is
 * known mode by mode: a scan over the spectrum's time scales, then bisection (theory-notes/conventions.md).
 */
final class ModalHalfLives {
    private static final int SCAN_PER_DECADE = 32;

    private final double[] lambda;
    private final DMatrixRMaj amplitudes;
    private final ResidualSpectrum spectrum;
    private final DenseAlgebra algebra;

    /** @param amplitudes g (2 rows a frequency, real and imaginary part; modes) */
    ModalHalfLives(double[] lambda, DMatrixRMaj amplitudes, ResidualSpectrum spectrum, DenseAlgebra algebra) {
        this.lambda = lambda;
        this.amplitudes = amplitudes;
        this.spectrum = spectrum;
        this.algebra = algebra;
    }

    /**
     * @param horizon the last time asked for
     * @param scale Σ |y − h_ini| over the samples: 1e−12 of it is rounding
     */
    HalfLife[] solve(double horizon, double scale) {
        int m = lambda.length;
        int groups = spectrum.size();
        double[] start = new double[groups];
        for (int g = 0; g < groups; g++) {
            start[g] = powerAt(g, 0);
        }
        double noise = 1e-24 * scale * scale;
        for (int g = 0; g < groups; g++) {
            start[g] = start[g] > noise ? start[g] : 0;
        }
        double[] scan = scanTimes();
        DMatrixRMaj decay = new DMatrixRMaj(m, scan.length);
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < scan.length; k++) {
                decay.data[j * scan.length + k] = Math.exp(-lambda[j] * scan[k]);
            }
        }
        DMatrixRMaj path = new DMatrixRMaj(amplitudes.numRows, scan.length);
        algebra.multiplyAdd(amplitudes, false, decay, false, path);
        HalfLife[] result = new HalfLife[groups];
        for (int g = 0; g < groups; g++) {
            double time = Double.NaN;
            // Where only rounding is left there is nothing to halve.
            if (start[g] > 0) {
                int k = 0;
                while (k < scan.length && spectrum.power(path, g, k) > start[g] / 4) {
                    k++;
                }
                if (k < scan.length) {
                    time = bisect(g, start[g] / 4, k == 0 ? 0 : scan[k - 1], scan[k]);
                }
            }
            result[g] =
                    new HalfLife(spectrum.frequency(g), spectrum.axis(g), time, Math.sqrt(start[g]), time <= horizon);
        }
        return result;
    }

    private double[] scanTimes() {
        int m = lambda.length;
        if (m == 0) {
            return new double[0];
        }
        double largest = lambda[m - 1];
        double least = largest;
        for (double value : lambda) {
            least = value > 0 ? Math.min(least, value) : least;
        }
        double from = 0.01 / largest;
        // Past the slowest mode, for a frequency whose small start grows before it falls.
        double to = 1e3 / least;
        int count = 2 + (int) (SCAN_PER_DECADE * Math.log10(to / from));
        return Times.logSpaced(from, to, count).values();
    }

    private double bisect(int group, double half, double low, double high) {
        double a = low;
        double b = high;
        while (b - a > 1e-12 * b) {
            double middle = a == 0 ? b / 2 : Math.sqrt(a * b);
            if (middle <= a || middle >= b) {
                break;
            }
            if (powerAt(group, middle) > half) {
                a = middle;
            } else {
                b = middle;
            }
        }
        return b;
    }

    /** |û_ρ|² of a group at one time. */
    private double powerAt(int group, double time) {
        int m = lambda.length;
        double sum = 0;
        for (int row = spectrum.firstRow(group); row < spectrum.firstRow(group + 1); row++) {
            double value = 0;
            for (int j = 0; j < m; j++) {
                value += amplitudes.data[row * m + j] * Math.exp(-lambda[j] * time);
            }
            sum += value * value;
        }
        return sum;
    }
}
