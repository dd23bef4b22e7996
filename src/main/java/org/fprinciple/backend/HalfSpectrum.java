package org.fprinciple.backend;

/**
 * How the modes of a real function are laid out: |k_a| ≤ c on each of d axes, of which one half is kept, k_d ≥ 0, since
 * f̂_{−k} = conj f̂_k. Index order: k_1 … k_{d−1} from −c to c, then k_d from 0 to c; real and imaginary part follow
 * each other. The plane k_d = 0 holds both k and −k.
 *
 * @param dimension d, 1 to 3
 * @param cutoff c ≥ 0
 */
public record HalfSpectrum(int dimension, int cutoff) {
    public HalfSpectrum {
        if (dimension < 1 || dimension > 3 || cutoff < 0) {
            throw new IllegalArgumentException("d = " + dimension + ", c = " + cutoff);
        }
        if (Math.pow(2.0 * cutoff + 1, dimension - 1) * 2 * (cutoff + 1.0) > Integer.MAX_VALUE - 64) {
            throw new org.fprinciple.InsufficientResourceException("The modes |k| <= " + cutoff + " in " + dimension
                    + " dimensions are more than one array can hold: take fewer.");
        }
    }

    /** The number of lines along the last axis, (2c+1)^{d−1}. */
    public int lines() {
        int lines = 1;
        for (int a = 1; a < dimension; a++) {
            lines *= 2 * cutoff + 1;
        }
        return lines;
    }

    /** The number of doubles, 2 (2c+1)^{d−1} (c+1). */
    public int length() {
        return lines() * 2 * (cutoff + 1);
    }

    /** Writes k_1 … k_{d−1} of a line into {@code k}. */
    public void line(int line, int[] k) {
        for (int a = dimension - 2; a >= 0; a--) {
            k[a] = line % (2 * cutoff + 1) - cutoff;
            line /= 2 * cutoff + 1;
        }
    }

    /** The place of the real part of k = 0. */
    public int zero() {
        return lines() / 2 * 2 * (cutoff + 1);
    }

    /**
     * The modes |k_a| ≤ {@code fewer} of a spectrum of this layout.
     *
     * @param modes of this layout
     * @param fewer at most c
     */
    public double[] truncate(double[] modes, int fewer) {
        HalfSpectrum inner = new HalfSpectrum(dimension, fewer);
        double[] kept = new double[inner.length()];
        int[] k = new int[dimension];
        for (int line = 0; line < inner.lines(); line++) {
            inner.line(line, k);
            int from = 0;
            for (int a = 0; a < dimension - 1; a++) {
                from = from * (2 * cutoff + 1) + k[a] + cutoff;
            }
            System.arraycopy(modes, from * 2 * (cutoff + 1), kept, line * 2 * (fewer + 1), 2 * (fewer + 1));
        }
        return kept;
    }

    /** All modes of a half spectrum, −c … c on every axis in C order, real and imaginary parts interleaved. */
    public double[] toFull(double[] half) {
        int width = 2 * cutoff + 1;
        int lines = lines();
        double[] full = new double[2 * lines * width];
        for (int line = 0; line < lines; line++) {
            for (int k = 0; k <= cutoff; k++) {
                double re = half[2 * (line * (cutoff + 1) + k)];
                double im = half[2 * (line * (cutoff + 1) + k) + 1];
                int plus = 2 * (line * width + cutoff + k);
                full[plus] = re;
                full[plus + 1] = im;
                if (k > 0) {
                    int minus = 2 * ((lines - 1 - line) * width + cutoff - k);
                    full[minus] = re;
                    full[minus + 1] = -im;
                }
            }
        }
        return full;
    }
}
