package org.fprinciple.problem;

import java.io.IOException;
import java.nio.file.Path;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;

/**
 * A two-layer net f(x) = s Σ_j a_j σ(w_j·x + b_j) (or a_j σ(w_j (x + b_j)) under {@link Parametrisation#ZHANG2019}),
 * in normalised units.
 *
 * @param a outer weights, (m)
 * @param w inner weights, (m, d)
 * @param b biases, (m)
 */
public record TwoLayerNet(double[] a, DMatrixRMaj w, double[] b) {

    public TwoLayerNet {
        if (a.length == 0 || w.numRows != a.length || b.length != a.length) {
            throw new InvalidInputException("A net needs a (m), w (m,d) and b (m) with one m of at least 1, but a has "
                    + a.length + " entries, w " + w.numRows + " rows and b " + b.length + " entries.");
        }
    }

    /**
     * Reads the arrays a (m), w (m, d) and b (m) of an NPZ file.
     *
     * @throws InvalidInputException if the file is not such a file, or holds NaN or infinity
     */
    public static TwoLayerNet npz(Path file) throws IOException {
        double[] a;
        double[] b;
        NpyArray inner;
        try (NpzReader npz = NpzReader.open(file, "a", "w", "b")) {
            a = finite(file, "a", npz.array("a", 1));
            inner = npz.array("w", 2);
            b = finite(file, "b", npz.array("b", 1));
        }
        double[] w = finite(file, "w", inner);
        int[] shape = inner.shape();
        if (shape[0] != a.length || b.length != a.length || shape[1] == 0) {
            throw new InvalidInputException(file + " holds no net: a (m), w (m,d) and b (m) must share m, but m is "
                    + a.length + ", " + shape[0] + " and " + b.length + ".");
        }
        return new TwoLayerNet(a, DMatrixRMaj.wrap(shape[0], shape[1], w), b);
    }

    private static double[] finite(Path file, String name, NpyArray array) {
        int bad = array.firstNonFinite();
        if (bad >= 0) {
            throw new InvalidInputException(file + ": the array \"" + name + "\" holds " + array.values()[bad]
                    + " at position " + java.util.Arrays.toString(array.index(bad)) + ".");
        }
        return array.values();
    }

    /** The number of neurons, m. */
    public int width() {
        return a.length;
    }

    /** The number of inputs, d. */
    public int dimension() {
        return w.numCols;
    }

    /**
     * f at the rows of x.
     *
     * @param x points (n, d)
     * @param activation σ
     * @param parametrisation where the bias stands
     * @param scale s
     * @return f (n)
     */
    public double[] evaluate(DMatrixRMaj x, Activation activation, Parametrisation parametrisation, double scale) {
        int d = dimension();
        double[] f = new double[x.numRows];
        for (int i = 0; i < x.numRows; i++) {
            double sum = 0;
            for (int j = 0; j < a.length; j++) {
                double z = parametrisation == Parametrisation.ZHANG2019 ? w.data[j * d] * b[j] : b[j];
                for (int c = 0; c < d; c++) {
                    z += w.data[j * d + c] * x.data[i * d + c];
                }
                sum += a[j] * activation.value(z);
            }
            f[i] = scale * sum;
        }
        return f;
    }
}
