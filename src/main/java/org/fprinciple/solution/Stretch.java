package org.fprinciple.solution;

import org.ejml.data.DMatrixRMaj;

/**
 * Residuals û_ρ over a stretch of time as sums Σ_j A_j φ_j(t − from) of a few functions of time: exponentials, or the powers
 * of a polynomial.
 *
 * @param from where it begins
 * @param to where it ends; infinite where it does not
 * @param basis φ
 * @param amplitudes A (rows, functions): two rows a frequency, real and imaginary part
 */
public record Stretch(double from, double to, Basis basis, DMatrixRMaj amplitudes) {
    /** Functions of time. */
    public interface Basis {
        /** How many. */
        int size();

        /** φ_j(τ) at τ = t − from. */
        double at(int j, double elapsed);

        /** Elapsed times, ascending, between which no residual falls and rises again unseen. */
        double[] scan(double length);
    }

    /** e^{−λ_j τ}. */
    public record Exponentials(double[] rates) implements Basis {
        private static final int SCAN_PER_DECADE = 32;

        @Override
        public int size() {
            return rates.length;
        }

        @Override
        public double at(int j, double elapsed) {
            return Math.exp(-rates[j] * elapsed);
        }

        @Override
        public double[] scan(double length) {
            double largest = 0;
            double least = Double.POSITIVE_INFINITY;
            for (double rate : rates) {
                largest = Math.max(largest, rate);
                least = rate > 0 ? Math.min(least, rate) : least;
            }
            if (largest == 0) {
                return new double[0];
            }
            // Past the slowest mode, for a frequency whose small start grows before it falls.
            double last = Math.min(length, 1e3 / least);
            double first = Math.min(last, 0.01 / largest);
            int count = 2 + (int) (SCAN_PER_DECADE * Math.log10(last / first));
            double[] scan = new double[count];
            for (int k = 0; k < count; k++) {
                scan[k] = first * Math.pow(last / first, (double) k / (count - 1));
            }
            return scan;
        }
    }

    /** (τ/length)^j, j = 0 … 3: a step of an integrator. */
    public record Cubic(double length) implements Basis {
        @Override
        public int size() {
            return 4;
        }

        @Override
        public double at(int j, double elapsed) {
            return Math.pow(elapsed / length, j);
        }

        @Override
        public double[] scan(double unused) {
            return new double[] {length / 4, length / 2, 3 * length / 4, length};
        }
    }

    /** Σ over the rows first … end − 1 of |value|² at a time of the stretch. */
    double power(int first, int end, double time) {
        double elapsed = time - from;
        int m = basis.size();
        double[] phi = new double[m];
        for (int j = 0; j < m; j++) {
            phi[j] = basis.at(j, elapsed);
        }
        double sum = 0;
        for (int row = first; row < end; row++) {
            double value = 0;
            for (int j = 0; j < m; j++) {
                value += amplitudes.data[row * m + j] * phi[j];
            }
            sum += value * value;
        }
        return sum;
    }
}
