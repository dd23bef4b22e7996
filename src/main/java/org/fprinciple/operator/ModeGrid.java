package org.fprinciple.operator;

import org.fprinciple.InvalidInputException;

/**
 * The frequencies of a box: ξ = k/L with k_a = −N/2+1 … N/2−1 on each of d axes, in C order (the last axis fastest).
 *
 * @param dimension d, 1 to 3
 * @param side L, normalised units
 * @param modes N, even
 */
public record ModeGrid(int dimension, double side, int modes) {
    public ModeGrid {
        requireDimension(dimension);
        if (!(side > 0) || Double.isInfinite(side)) {
            throw new InvalidInputException("A box of side " + side + " is refused: the side must be positive.");
        }
        if (modes < 4 || modes % 2 != 0) {
            throw new InvalidInputException(
                    "--modes " + modes + " is refused: it must be an even number of at least 4.");
        }
        if (Math.pow(modes - 1.0, dimension) > Integer.MAX_VALUE / 4.0) {
            throw new InvalidInputException(
                    modes + " modes on each of " + dimension + " axes are more than one array can hold: take fewer.");
        }
    }

    /**
     * Checks the number of axes.
     *
     * @throws InvalidInputException if there are more than 3
     */
    public static void requireDimension(int dimension) {
        if (dimension > 3) {
            throw new InvalidInputException("A box has at most 3 dimensions, but the data have " + dimension
                    + " inputs: leave --domain at space.");
        }
    }

    /** The largest k on an axis, N/2 − 1. */
    public int cutoff() {
        return modes / 2 - 1;
    }

    /** The number of frequencies, (N − 1)^d. */
    public int size() {
        int size = 1;
        for (int c = 0; c < dimension; c++) {
            size *= modes - 1;
        }
        return size;
    }

    /** The place of k = 0. */
    public int zero() {
        return size() / 2;
    }

    /** Writes the k of place {@code index} into {@code k} (d). */
    public void mode(int index, int[] k) {
        for (int c = dimension - 1; c >= 0; c--) {
            k[c] = index % (modes - 1) - cutoff();
            index /= modes - 1;
        }
    }

    /** All ξ, flattened (size, d). */
    public double[] frequencies() {
        double[] xi = new double[size() * dimension];
        int[] k = new int[dimension];
        for (int i = 0; i < size(); i++) {
            mode(i, k);
            for (int c = 0; c < dimension; c++) {
                xi[i * dimension + c] = k[c] / side;
            }
        }
        return xi;
    }
}
