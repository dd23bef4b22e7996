package org.fprinciple.operator;

import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.KernelProduct;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of training, dh/dt(x) = −Σ_i K(x, x_i) (h(x_i) − y_i), positive definite on the coefficients that are
 * orthogonal to its free functions. The seam between what is to be solved and how: the solvers see K through its
 * matrix and its products, never through its formula.
 *
 * <p>Points are rows, in the theory's units. Implementations are immutable and safe for use by several threads.
 */
public interface Kernel {
    /** The number of inputs, d. */
    int dimension();

    /** The functions that cost nothing. */
    FreeFunctions freeFunctions();

    /** The most linearly independent functions K(·, x) that there are: the number of modes on a box. */
    default long rank() {
        return Long.MAX_VALUE;
    }

    /**
     * The weight, where h − h_ini is a spline of one input that its values at the samples fix (theory-notes/fp-norm.md §7):
     * the simplified operator on R with a polyharmonic weight and a free zero mode; else null.
     */
    default @Nullable PolyharmonicWeight spline() {
        return null;
    }

    /** The kernel matrix K(x_i, x_j), (n, n), for x (n, d); advances the progress by n in all. */
    DMatrixRMaj matrix(DMatrixRMaj x, Backend backend, Progress progress);

    /** The kernel matrix, telling nobody. */
    default DMatrixRMaj matrix(DMatrixRMaj x, Backend backend) {
        return matrix(x, backend, Progress.NONE);
    }

    /**
     * K(x_i, z_j) for a few points, on the calling thread; x (p, d), z (n, d).
     *
     * @return (p, n)
     */
    default DMatrixRMaj block(DMatrixRMaj x, DMatrixRMaj z) {
        return product(x, z, CommonOps_DDRM.identity(z.numRows), Backend.cpu(1), Progress.NONE);
    }

    /**
     * Σ_j K(x_i, z_j) c_j without ever holding the matrix; advances the progress by p in all.
     *
     * @param x targets (p, d)
     * @param z sources (n, d)
     * @param c coefficients (n, q)
     * @return (p, q)
     */
    DMatrixRMaj product(DMatrixRMaj x, DMatrixRMaj z, DMatrixRMaj c, Backend backend, Progress progress);

    /** K(x_i, x_i) at the rows of x (p, d). */
    default double[] diagonal(DMatrixRMaj x) {
        double[] diagonal = new double[x.numRows];
        for (int i = 0; i < diagonal.length; i++) {
            DMatrixRMaj point = CommonOps_DDRM.extract(x, i, i + 1, 0, x.numCols);
            diagonal[i] = block(point, point).data[0];
        }
        return diagonal;
    }

    /** {@link #block} where many are wanted, so that something may be prepared for them. */
    default KernelBlocks blocks(Backend backend) {
        return this::block;
    }

    /** Products with the matrix K(x_i, x_j) of points that stay, x (n, d), where many are wanted. */
    default KernelProduct products(DMatrixRMaj x, Backend backend) {
        return onArrays(v -> product(x, x, DMatrixRMaj.wrap(v.length, 1, v), backend, Progress.NONE).data);
    }

    /** Products that are made of arrays on the host. */
    static KernelProduct onArrays(UnaryOperator<double[]> product) {
        return (v, out, progress) -> {
            for (int t = 0; t < v.length; t++) {
                out[t].set(product.apply(v[t].toArray()));
            }
        };
    }

    /** The bytes that {@link #blocks} and {@link #products} keep, beyond what grows with the points. */
    default double preparedBytes() {
        return 0;
    }

    /**
     * Checks that the points can be served, all of them together.
     *
     * @throws org.fprinciple.InvalidInputException if a box is no wider than they are
     */
    default void requireCovers(DMatrixRMaj... points) {}
}
